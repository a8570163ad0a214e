//! The table of fields: what kind of talk it is, by its words.

use std::collections::HashSet;
use std::error::Error;

use sparring::reading::{Field, Lesson};

use crate::labelled::{Record, field_of};
use crate::ridge::{Index, Row, ridge};
use crate::table::{SMALL, cells, heading};

/// A word met in fewer replies than this is left out.
const RARE: usize = 4;
/// How strongly weights are held near 0.
const HOLD: f64 = 5.0;

pub(crate) fn fields(records: &[Record], lessons: &[Lesson]) -> Result<String, Box<dyn Error>> {
    let index = Index::new(lessons.iter().flat_map(|l| &l.before).map(|t| (t.id, t.name.as_str())), RARE);
    // Replies to the same turns teach the field once; a field counts as much as another.
    let mut met: HashSet<(Field, Vec<u64>)> = HashSet::new();
    let mut rows: Vec<(Field, Row)> = Vec::new();
    for (record, lesson) in records.iter().zip(lessons) {
        let field = field_of(record);
        if field == Field::Peers {
            continue;
        }
        if met.insert((field, lesson.before.iter().map(|t| t.id).collect())) {
            rows.push((field, index.row(lesson.before.iter().map(|t| (t.id, 1.0)), 1.0)));
        }
    }
    let mut table = Vec::new();
    for field in Field::TOLD {
        let own = rows.iter().filter(|(f, _)| *f == field).count();
        let weigh =
            |f: Field| if f == field { 0.5 / own.max(1) as f64 } else { 0.5 / (rows.len() - own).max(1) as f64 };
        let weighed: Vec<Row> = rows
            .iter()
            .map(|(f, row)| Row { features: row.features.clone(), weight: weigh(*f) * rows.len() as f64 })
            .collect();
        let wanted: Vec<f64> = rows.iter().map(|(f, _)| if *f == field { 1.0 } else { -1.0 }).collect();
        table.push(ridge(&weighed, &wanted, index.names.len(), HOLD)?);
    }
    let mut text =
        heading("What words of the client say about the field of a talk, in thousandths: 0 desk, 1 confidence.");
    for (feature, name) in index.names.iter().enumerate() {
        cells(&mut text, name, (0..2).map(|c| (c, table[c][feature] * 1000.0)), SMALL)?;
    }
    Ok(text)
}
