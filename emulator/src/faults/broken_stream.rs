//! The faults as HTTP/2 has them. What can happen to one stream happens to that of the request, and
//! what cannot to its connection.

use crate::faults::broken_answer::{self, STALL, filled, wrong_length};
use crate::faults::frames;
use crate::faults::hijack::{HijackPlan, Step};
use crate::faults::rule::{FaultKind, FaultPoint, FaultRule};
use crate::faults::stream::{StreamEnd, StreamPlan, StreamStep};
use crate::http::answer::Answer;
use crate::http::progress::{AnswerSent, Progress};
use hyper::Response;
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use std::sync::Arc;

const ENDLESS_DATA: usize = 16 << 10;

/// HTTP/2 has no chunks.
pub fn has_no_form(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::TruncatedChunked | FaultKind::MalformedChunked
    )
}

/// What is played for a rule that ends the exchange before there is an answer.
pub fn without_answer(rule: &FaultRule, stream: u32, progress: Arc<Progress>) -> StreamPlan {
    let hold = rule.hold().unwrap_or(STALL);
    let (steps, end) = match rule.kind {
        FaultKind::Reset => (Vec::new(), StreamEnd::Reset),
        FaultKind::Stall => (vec![StreamStep::Hold(hold)], StreamEnd::Reset),
        _ => {
            let mut plan = broken_answer::without_answer(rule, Arc::clone(&progress));
            good_bye(rule, stream, &mut plan);
            (Vec::new(), StreamEnd::Connection(plan))
        }
    };
    StreamPlan {
        steps,
        end,
        progress,
    }
}

/// What is played for a rule that breaks this answer.
pub fn broken(
    rule: &FaultRule,
    answer: Answer,
    stream: u32,
    progress: Arc<Progress>,
) -> StreamPlan {
    let hold = rule.hold().unwrap_or(STALL);
    let mut plan = HijackPlan {
        steps: Vec::new(),
        end: broken_answer::end(rule),
        progress: Arc::clone(&progress),
    };
    let (steps, end) = match rule.kind {
        FaultKind::Drip => {
            let body = answer.body.clone();
            let drip = StreamStep::Drip(body, rule.interval());
            let end = StreamEnd::Whole(AnswerSent::Whole);
            (vec![StreamStep::Head(head(answer)), drip], end)
        }
        FaultKind::WrongLength => {
            let (announced, body) = wrong_length(&answer, rule);
            let head = StreamStep::Head(head_with_length(answer, announced));
            let reaches = match announced > body.len() {
                true => AnswerSent::Head,
                false => AnswerSent::Whole,
            };
            (
                vec![head, StreamStep::Data(body)],
                StreamEnd::Whole(reaches),
            )
        }
        FaultKind::EndlessHead => {
            let start = frames::open_head(answer, stream);
            plan.steps = vec![
                Step::Write(start, AnswerSent::PartOfHead),
                Step::WriteForever(frames::continuation(stream), hold),
            ];
            (Vec::new(), StreamEnd::Connection(plan))
        }
        FaultKind::EndlessBody => {
            let data = StreamStep::DataForever(vec![b'x'; ENDLESS_DATA], hold);
            let mut head = head(answer);
            head.headers_mut().remove(CONTENT_LENGTH);
            (vec![StreamStep::Head(head), data], StreamEnd::Reset)
        }
        _ => broken_off(rule, answer, stream, plan),
    };
    StreamPlan {
        steps,
        end,
        progress,
    }
}

/// For what ends or stalls in the answer, or after it.
fn broken_off(
    rule: &FaultRule,
    answer: Answer,
    stream: u32,
    mut plan: HijackPlan,
) -> (Vec<StreamStep>, StreamEnd) {
    let stall = Some(rule.hold().unwrap_or(STALL)).filter(|_| rule.kind == FaultKind::Stall);
    match rule.at() {
        // It is one frame, and a client sees nothing of it before it is whole.
        FaultPoint::AnswerHead => {
            let mut head = frames::head(answer, stream);
            let count = rule.bytes.unwrap_or(head.len() / 2);
            head.truncate(count.min(head.len() - 1));
            plan.steps = vec![Step::Write(head, AnswerSent::PartOfHead)];
            plan.steps.extend(stall.map(Step::Hold));
            (Vec::new(), StreamEnd::Connection(plan))
        }
        FaultPoint::AnswerBody => {
            let body = filled(&answer);
            let count = rule.bytes.unwrap_or(body.len() / 2).min(body.len() - 1);
            let part = body.get(..count).unwrap_or_default().to_vec();
            let head = head_with_length(answer, body.len());
            let mut steps = vec![StreamStep::Head(head), StreamStep::Data(part)];
            steps.extend(stall.map(StreamStep::Hold));
            let end = match rule.kind {
                FaultKind::Reset | FaultKind::Stall => StreamEnd::Reset,
                _ => {
                    good_bye(rule, stream, &mut plan);
                    StreamEnd::Connection(plan)
                }
            };
            (steps, end)
        }
        // The stream is at its end, and only its connection is left.
        _ => {
            let hold = stall.unwrap_or(rule.hold().unwrap_or_default());
            plan.steps = vec![Step::Hold(hold)];
            good_bye(rule, stream, &mut plan);
            (vec![StreamStep::Whole(answer)], StreamEnd::Connection(plan))
        }
    }
}

fn head(answer: Answer) -> Response<()> {
    answer.into_stream_parts().0
}

fn head_with_length(answer: Answer, length: usize) -> Response<()> {
    head(answer.header(CONTENT_LENGTH, HeaderValue::from(length)))
}

/// Who closes properly says so.
fn good_bye(rule: &FaultRule, stream: u32, plan: &mut HijackPlan) {
    if rule.kind == FaultKind::Close {
        let frame = frames::go_away(stream);
        plan.steps.push(Step::Write(frame, AnswerSent::None));
    }
}
