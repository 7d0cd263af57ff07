//! Writes the values of primitive nodes into the widgets behind them.
//!
//! Fourth pass of conversion, reference E.11. It happens on export, after hosts took their values.

use std::borrow::Cow;

use super::model::{Kind, NodeIndex, Work};
use super::replace::Names;
use super::virtuals::Virtual;
use crate::json::Json;
use crate::schema::{FloatWidget, Input, InputKind, IntWidget, Number};
use crate::workflow::editor::{LinkId, WidgetValues};

pub(super) fn spread_values(work: &mut Work<'_>) {
    for graph in 0..work.graphs.len() {
        for node in 0..work.graphs[graph].nodes.len() {
            if matches!(work.graphs[graph].nodes[node].kind, Kind::Virtual(Virtual::Primitive)) {
                spread(work, graph, node);
            }
        }
    }
}

fn spread(work: &mut Work<'_>, graph: usize, node: NodeIndex) {
    let file = work.graphs[graph].nodes[node].file;
    let WidgetValues::List(values) = &file.values else { return };
    let Some(value) = values.first() else { return };
    let is_replaced = file.properties.get("Run widget replace on values");
    let value = match (value, is_replaced) {
        (Json::Text(text), Some(Json::Bool(true))) => {
            let replaced = Names::of(work).replace(text, work.converter.now.as_ref());
            Cow::Owned(Json::from(replaced.text))
        }
        (value, _) => Cow::Borrowed(value),
    };
    let links = file.outputs.first().map_or(&[][..], |output| &output.links);
    for link in links {
        write(work, graph, *link, value.clone());
    }
}

fn write<'w>(work: &mut Work<'w>, graph: usize, link: LinkId, value: Cow<'w, Json<'w>>) {
    let graph = &mut work.graphs[graph];
    let Some(target) = graph.links.get(&link).and_then(|link| graph.node(&link.target)) else {
        return;
    };
    let node = &mut graph.nodes[target];
    let input = node.inputs.iter().find(|input| input.link == Some(link));
    let widget = input.and_then(|input| input.widget);
    // Hosts keep the values of their own.
    if let (Kind::Class(_), Some(widget)) = (node.kind, widget) {
        let slot = &mut node.widgets[widget];
        let rounded = slot.widget.input().and_then(|input| on_grid(input, &value));
        slot.value = Some(rounded.map_or(value, Cow::Owned));
    }
}

/// The value as the widget takes it: numbers go to its grid.
fn on_grid(input: &Input, value: &Json<'_>) -> Option<Json<'static>> {
    let number = match value {
        Json::Int(whole) => *whole as f64,
        Json::Float(number) => *number,
        _ => return None,
    };
    match &input.kind {
        InputKind::Int(widget) => Some(Json::Float(on_int_grid(widget, number))),
        InputKind::Float(widget) => Some(Json::Float(on_float_grid(widget, number))),
        _ => None,
    }
}

fn on_int_grid(widget: &IntWidget, number: f64) -> f64 {
    let step = widget.step.map_or(1.0, Number::as_f64);
    let shift = widget.min.map_or(0.0, Number::as_f64) % step;
    javascript_round((number - shift) / step) * step + shift
}

/// First to the declared grid, then to the digits of the step.
fn on_float_grid(widget: &FloatWidget, number: f64) -> f64 {
    let step = widget.step.map_or(0.5, Number::as_f64);
    let digits = (-step.log10().floor()).clamp(0.0, 20.0) as usize;
    let grid = widget.round.map(Number::as_f64).filter(|round| *round > 0.0);
    let rounded = grid.map_or(number, |grid| javascript_round(number / grid) * grid);
    format!("{rounded:.digits$}").parse().unwrap_or(rounded)
}

/// Halves go up.
fn javascript_round(number: f64) -> f64 {
    (number + 0.5).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_go_to_the_grid_from_the_minimum() {
        let widget = IntWidget {
            min: Some(Number::Int(16)),
            step: Some(Number::Int(8)),
            ..IntWidget::default()
        };

        assert_eq!(on_int_grid(&widget, 123.0), 120.0);
        assert_eq!(on_int_grid(&IntWidget::default(), 2.5), 3.0);
        assert_eq!(on_int_grid(&IntWidget::default(), -2.5), -2.0);
    }

    #[test]
    fn floats_keep_the_digits_of_the_step() {
        let widget = FloatWidget {
            step: Some(Number::Float(0.1)),
            round: Some(Number::Float(0.01)),
            ..FloatWidget::default()
        };

        assert_eq!(on_float_grid(&widget, 7.123_456), 7.1);
        assert_eq!(on_float_grid(&FloatWidget::default(), 7.123_456), 7.1);
    }
}
