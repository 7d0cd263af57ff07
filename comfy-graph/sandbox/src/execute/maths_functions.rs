//! Does the arithmetic of `maths`.

use std::cmp::Ordering;

use super::maths::Number;
use super::node::Failure;

pub(super) fn compare(sign: &str, left: Number, right: Number) -> bool {
    let order = match (left.int(), right.int()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.float().partial_cmp(&right.float()),
    };
    match sign {
        "==" => order == Some(Ordering::Equal),
        "!=" => order != Some(Ordering::Equal),
        "<" => order == Some(Ordering::Less),
        ">" => order == Some(Ordering::Greater),
        "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

pub(super) fn binary(sign: &str, left: Number, right: Number) -> Result<Number, Failure> {
    if matches!(sign, "/" | "//" | "%") && right.float() == 0.0 {
        return Err(Failure::Raised {
            kind: "ZeroDivisionError",
            message: "division by zero".to_owned(),
        });
    }
    match (left.int(), right.int()) {
        (Some(left), Some(right)) => ints(sign, left, right),
        _ => floats(sign, left.float(), right.float()),
    }
}

fn ints(sign: &str, left: i128, right: i128) -> Result<Number, Failure> {
    let result = match sign {
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "//" => left.checked_div_euclid(right).map(|_| floor_div(left, right)),
        "%" => left.checked_rem(right).map(|_| left - floor_div(left, right) * right),
        "&" => Some(left & right),
        "|" => Some(left | right),
        "^" => Some(left ^ right),
        "<<" => {
            u32::try_from(right).ok().filter(|by| *by < 64).and_then(|by| left.checked_mul(1 << by))
        }
        ">>" => u32::try_from(right).ok().map(|by| left >> by.min(127)),
        "**" if right >= 0 => u32::try_from(right).ok().and_then(|by| left.checked_pow(by)),
        "**" => return floats(sign, left as f64, right as f64),
        _ => return Ok(Number::Float(left as f64 / right as f64)),
    };
    // The real server reckons with numbers of any length; beyond 128 bits the sandbox refuses.
    result.map(Number::Int).ok_or_else(|| Failure::value("the number is too large"))
}

fn floor_div(left: i128, right: i128) -> i128 {
    let (quotient, rest) = (left / right, left % right);
    if rest != 0 && (rest < 0) != (right < 0) { quotient - 1 } else { quotient }
}

fn floats(sign: &str, left: f64, right: f64) -> Result<Number, Failure> {
    Ok(Number::Float(match sign {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "//" => (left / right).floor(),
        "%" => left - (left / right).floor() * right,
        "**" => left.powf(right),
        other => {
            let message = format!("unsupported operand type(s) for {other}: 'float'");
            return Err(Failure::kind_of(message));
        }
    }))
}

pub(super) fn call_function(name: &str, arguments: &[Number]) -> Result<Number, Failure> {
    match (name, arguments) {
        ("sum", _) => {
            arguments.iter().try_fold(Number::Int(0), |sum, part| binary("+", sum, *part))
        }
        ("min", [first, rest @ ..]) => Ok(rest
            .iter()
            .fold(*first, |best, other| if compare("<", *other, best) { *other } else { best })),
        ("max", [first, rest @ ..]) => Ok(rest
            .iter()
            .fold(*first, |best, other| if compare(">", *other, best) { *other } else { best })),
        ("pow", [base, by]) => binary("**", *base, *by),
        ("log", [value, base]) => {
            domain(value.float() > 0.0, value.float().ln() / base.float().ln())
        }
        ("round", [value, digits]) => Ok(Number::Float(rounded(value.float(), digits.float()))),
        ("abs", [value]) => match value.int() {
            Some(int) => Ok(Number::Int(int.saturating_abs())),
            None => Ok(Number::Float(value.float().abs())),
        },
        (_, [value]) => of_one(name, *value),
        _ => Err(unknown(name)),
    }
}

fn of_one(name: &str, value: Number) -> Result<Number, Failure> {
    let float = value.float();
    match name {
        "round" => whole(float.round_ties_even()),
        "floor" => whole(float.floor()),
        "ceil" => whole(float.ceil()),
        "int" => whole(float.trunc()),
        "float" => Ok(Number::Float(float)),
        "sqrt" => domain(float >= 0.0, float.sqrt()),
        "log" => domain(float > 0.0, float.ln()),
        "log2" => domain(float > 0.0, float.log2()),
        "log10" => domain(float > 0.0, float.log10()),
        "sin" => Ok(Number::Float(float.sin())),
        "cos" => Ok(Number::Float(float.cos())),
        "tan" => Ok(Number::Float(float.tan())),
        _ => Err(unknown(name)),
    }
}

fn rounded(value: f64, digits: f64) -> f64 {
    let digits = digits.clamp(0.0, 17.0) as usize;
    format!("{value:.digits$}").parse().unwrap_or(value)
}

fn whole(float: f64) -> Result<Number, Failure> {
    if float.is_finite() {
        Ok(Number::Int(float as i128))
    } else {
        Err(Failure::value("cannot convert a non-finite float to an integer"))
    }
}

fn domain(holds: bool, value: f64) -> Result<Number, Failure> {
    if holds { Ok(Number::Float(value)) } else { Err(Failure::value("math domain error")) }
}

fn unknown(name: &str) -> Failure {
    Failure::Raised {
        kind: "simpleeval.FunctionNotDefined",
        message: format!("Function '{name}' not defined, or not for so many values"),
    }
}
