//! Ridge regression on sparse rows, solved by conjugate gradients.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;

use argmin::core::{Error as SolverError, Executor, Operator, State};
use argmin::solver::conjugategradient::ConjugateGradient;

/// A row of features by number, with how much it counts.
pub(crate) struct Row {
    pub(crate) features: Vec<(usize, f64)>,
    pub(crate) weight: f64,
}

/// `X^T W X + hold I`; the first feature is the base, which is not held.
pub(crate) struct Normal<'a> {
    pub(crate) rows: &'a [Row],
    pub(crate) hold: f64,
}

impl Operator for Normal<'_> {
    type Param = Vec<f64>;
    type Output = Vec<f64>;

    fn apply(&self, at: &Vec<f64>) -> Result<Vec<f64>, SolverError> {
        let mut out: Vec<f64> = at.iter().enumerate().map(|(i, x)| if i == 0 { 0.0 } else { self.hold * x }).collect();
        for row in self.rows {
            let value = row.weight * row.features.iter().map(|(f, x)| at[*f] * x).sum::<f64>();
            for (feature, x) in &row.features {
                out[*feature] += value * x;
            }
        }
        Ok(out)
    }
}

/// The weights that give `wanted` best.
pub(crate) fn ridge(rows: &[Row], wanted: &[f64], size: usize, hold: f64) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut right = vec![0.0; size];
    for (row, wanted) in rows.iter().zip(wanted) {
        for (feature, x) in &row.features {
            right[*feature] += row.weight * wanted * x;
        }
    }
    if right.iter().all(|x| *x == 0.0) {
        return Ok(right);
    }
    let solver = ConjugateGradient::new(right);
    let done = Executor::new(Normal { rows, hold }, solver)
        .configure(|state| state.param(vec![0.0; size]).max_iters(400).target_cost(1e-6))
        .run()
        .map_err(|e| e.to_string())?;
    Ok(done.state().get_best_param().cloned().unwrap_or_default())
}

/// Numbers for the features that are not rare, 0 for the base, each with the name it is met by most.
pub(crate) struct Index {
    pub(crate) numbers: HashMap<u64, usize>,
    pub(crate) names: Vec<String>,
}

impl Index {
    pub(crate) fn new<'a>(all: impl Iterator<Item = (u64, &'a str)>, rare: usize) -> Self {
        let mut met: BTreeMap<u64, BTreeMap<&str, usize>> = BTreeMap::new();
        for (id, name) in all {
            *met.entry(id).or_default().entry(name).or_default() += 1;
        }
        let common = met.into_iter().filter(|(_, names)| names.values().sum::<usize>() >= rare);
        let named = common.map(|(id, names)| {
            let best = names.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name)));
            (best.map_or_else(String::new, |(name, _)| (*name).to_owned()), id)
        });
        let mut named: Vec<(String, u64)> = named.collect();
        named.sort();
        let mut index = Self { numbers: HashMap::new(), names: vec!["base".to_owned()] };
        for (name, id) in named {
            index.numbers.insert(id, index.names.len());
            index.names.push(name);
        }
        index
    }

    pub(crate) fn row(&self, features: impl Iterator<Item = (u64, f32)>, weight: f64) -> Row {
        let known = features.filter_map(|(id, x)| Some((*self.numbers.get(&id)?, f64::from(x))));
        Row { features: std::iter::once((0, 1.0)).chain(known).collect(), weight }
    }
}
