//! Evaluates arithmetic written as text: `a * b + c`.
//!
//! The grammar is the real server's: its language's operators and a handful of functions, which are
//! in `maths_functions`.

use super::maths_functions::{binary, call_function, compare};
use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;

pub(super) const NODES: &[(&str, Run)] = &[("ComfyMathExpression", evaluate)];

/// How deep brackets may nest.
const DEEPEST: usize = 64;

/// A number while it is reckoned with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Int(i128),
    Float(f64),
    Flag(bool),
}

impl Number {
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
            Self::Flag(flag) => f64::from(u8::from(flag)),
        }
    }

    /// The number as a whole one, if its kind is that of whole ones.
    pub(super) fn int(self) -> Option<i128> {
        match self {
            Self::Int(int) => Some(int),
            Self::Flag(flag) => Some(i128::from(flag)),
            Self::Float(_) => None,
        }
    }

    fn is_truthy(self) -> bool {
        self.float() != 0.0
    }
}

fn evaluate(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let expression = inputs.text("expression")?;
    let mut reader = Reader { tokens: tokens(&expression)?, at: 0, depth: 0, inputs };
    let result = reader.choice()?;
    if reader.at < reader.tokens.len() {
        return Err(syntax());
    }
    let (float, whole) = (result.float(), result.int());
    if !float.is_finite() {
        let message = format!("Math Expression '{expression}' produced a non-finite result");
        return Err(Failure::value(message));
    }
    let whole = whole.unwrap_or(float as i128);
    Ok([Data::Float(float), Data::Int(whole), Data::Flag(result.is_truthy())].into())
}

fn syntax() -> Failure {
    Failure::Raised { kind: "SyntaxError", message: "invalid syntax".to_owned() }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(Number),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 22] = [
    "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "<", ">", "(", ")",
    ",", "&", "|", "^", "~",
];

fn tokens(text: &str) -> Result<Vec<Token>, Failure> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() || first == '.' {
            let (number, length) = number(rest)?;
            tokens.push(Token::Number(number));
            length
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Name(rest[..end].to_owned()));
            end
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).ok_or_else(syntax)?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn number(text: &str) -> Result<(Number, usize), Failure> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        let int = i128::from_str_radix(&digits[..end], 16).map_err(|_| syntax())?;
        return Ok((Number::Int(int), end + 2));
    }
    let mut end = 0;
    let mut last = ' ';
    for c in text.chars() {
        let signed = matches!(c, '+' | '-') && matches!(last, 'e' | 'E');
        if !(c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E') || signed) {
            break;
        }
        last = c;
        end += 1;
    }
    let digits = text[..end].replace('_', "");
    if let Ok(int) = digits.parse() {
        return Ok((Number::Int(int), end));
    }
    digits.parse().map(|float| (Number::Float(float), end)).map_err(|_| syntax())
}

struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    inputs: &'a Inputs,
}

/// Operators from the loosest to the tightest, below comparisons.
const LEVELS: [&[&str]; 6] =
    [&["|"], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "//", "%"]];

impl Reader<'_> {
    // Every part is reckoned at once, so both arms of a choice must hold values.
    fn choice(&mut self) -> Result<Number, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(syntax());
        }
        let mut value = self.any()?;
        if self.name("if") {
            let holds = self.any()?.is_truthy();
            if !self.name("else") {
                return Err(syntax());
            }
            let other = self.choice()?;
            value = if holds { value } else { other };
        }
        self.depth -= 1;
        Ok(value)
    }

    fn any(&mut self) -> Result<Number, Failure> {
        let mut value = self.all()?;
        while self.name("or") {
            let other = self.all()?;
            value = if value.is_truthy() { value } else { other };
        }
        Ok(value)
    }

    fn all(&mut self) -> Result<Number, Failure> {
        let mut value = self.negation()?;
        while self.name("and") {
            let other = self.negation()?;
            value = if value.is_truthy() { other } else { value };
        }
        Ok(value)
    }

    fn negation(&mut self) -> Result<Number, Failure> {
        let mut turned = false;
        let mut seen = false;
        while self.name("not") {
            (turned, seen) = (!turned, true);
        }
        let value = self.comparison()?;
        Ok(if seen { Number::Flag(value.is_truthy() != turned) } else { value })
    }

    // A chain such as `1 < a < 9` holds when each of its links does.
    fn comparison(&mut self) -> Result<Number, Failure> {
        let mut left = self.level(0)?;
        let mut holds = None;
        while let Some(sign) = self.sign(&["<=", ">=", "==", "!=", "<", ">"]) {
            let right = self.level(0)?;
            holds = Some(holds.unwrap_or(true) && compare(sign, left, right));
            left = right;
        }
        Ok(holds.map_or(left, Number::Flag))
    }

    fn level(&mut self, level: usize) -> Result<Number, Failure> {
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut value = self.level(level + 1)?;
        while let Some(sign) = self.sign(signs) {
            value = binary(sign, value, self.level(level + 1)?)?;
        }
        Ok(value)
    }

    fn unary(&mut self) -> Result<Number, Failure> {
        let Some(sign) = self.sign(&["-", "+", "~"]) else { return self.power() };
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(syntax());
        }
        let value = self.unary()?;
        self.depth -= 1;
        match (sign, value.int()) {
            ("-", _) => binary("-", Number::Int(0), value),
            ("~", Some(int)) => Ok(Number::Int(!int)),
            ("~", None) => Err(Failure::kind_of("bad operand type for unary ~: 'float'")),
            _ => Ok(value),
        }
    }

    fn power(&mut self) -> Result<Number, Failure> {
        let base = self.atom()?;
        if self.sign(&["**"]).is_some() { binary("**", base, self.unary()?) } else { Ok(base) }
    }

    fn atom(&mut self) -> Result<Number, Failure> {
        let token = self.tokens.get(self.at).cloned().ok_or_else(syntax)?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(number),
            Token::Sign("(") => {
                let value = self.choice()?;
                self.sign(&[")"]).map(|_| value).ok_or_else(syntax)
            }
            Token::Sign(_) => Err(syntax()),
            Token::Name(name) if self.sign(&["("]).is_some() => {
                call_function(&name, &self.arguments()?)
            }
            Token::Name(name) => self.variable(&name),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Number>, Failure> {
        let mut arguments = Vec::new();
        while self.sign(&[")"]).is_none() {
            arguments.push(self.choice()?);
            if self.sign(&[","]).is_none() {
                self.sign(&[")"]).ok_or_else(syntax)?;
                break;
            }
        }
        Ok(arguments)
    }

    fn variable(&self, name: &str) -> Result<Number, Failure> {
        match (name, self.inputs.get(&format!("values.{name}"))) {
            ("True", _) => Ok(Number::Flag(true)),
            ("False", _) => Ok(Number::Flag(false)),
            (_, Some(Data::Int(int))) => Ok(Number::Int(*int)),
            (_, Some(Data::Float(float))) => Ok(Number::Float(*float)),
            (_, Some(Data::Flag(flag))) => Ok(Number::Flag(*flag)),
            (_, Some(other)) => {
                let message = format!("'{name}' is no number: {}", other.describe());
                Err(Failure::kind_of(message))
            }
            (_, None) => Err(Failure::Raised {
                kind: "simpleeval.NameNotDefined",
                message: format!("'{name}' is not defined"),
            }),
        }
    }

    fn name(&mut self, wanted: &str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Name(wanted.to_owned()));
        self.at += usize::from(found);
        found
    }

    fn sign(&mut self, wanted: &[&'static str]) -> Option<&'static str> {
        let Some(Token::Sign(sign)) = self.tokens.get(self.at) else { return None };
        let found = wanted.contains(sign).then_some(*sign);
        self.at += usize::from(found.is_some());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(expression: &str) -> Result<Number, Failure> {
        let mut inputs = Inputs::default();
        inputs.values.insert("values.a".to_owned(), Data::Int(4));
        Reader { tokens: tokens(expression)?, at: 0, depth: 0, inputs: &inputs }.choice()
    }

    #[test]
    fn operators_bind_as_in_python() {
        let cases = [
            ("-7 // 2", Number::Int(-4)),
            ("-7 % 3", Number::Int(2)),
            ("2 ** -1", Number::Float(0.5)),
            ("-2 ** 2", Number::Int(-4)),
            ("1 < a < 9", Number::Flag(true)),
            ("5 & 3 | 8", Number::Int(9)),
            ("a if a > 1 else 5", Number::Int(4)),
            ("round(2.5) + max(1, 2.5)", Number::Float(4.5)),
        ];

        for (expression, expected) in cases {
            assert_eq!(value(expression), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn a_division_by_zero_raises() {
        assert!(matches!(value("1 / 0"), Err(Failure::Raised { kind: "ZeroDivisionError", .. })));
    }

    #[test]
    fn deep_brackets_are_refused() {
        assert!(value(&"(".repeat(100_000)).is_err());
        assert!(value(&"-".repeat(100_000)).is_err());
    }
}
