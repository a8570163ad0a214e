//! The board: who does how well in a server, added up by SQLite from an index.

use rusqlite::{Connection, Row, named_params};

use super::Store;
use super::error::{Fault, StoreError};
use super::kept::{BoardPage, Standing};
use super::keys::{GuildKey, TraineeId};

/// Lines on a page of the board.
pub const BOARD_PAGE: u32 = 10;

/// Who has finished a first try in a server since an instant, leaving out who is off the board. The conditions on
/// `bouts` are word for word those of the index `bouts_on_board`, so that SQLite takes it.
const FINISHED: &str = "
    SELECT trainee, count(*) AS bouts, (sum(overall) * 20 + count(*)) / (count(*) * 2) AS tenths
    FROM bouts
    WHERE guild = :guild AND ended_ms >= :since
        AND branch_of IS NULL AND stopped = 0 AND replies > 0 AND overall IS NOT NULL
        AND trainee NOT IN (SELECT trainee FROM people WHERE on_board = 0)
    GROUP BY trainee";

impl Store {
    /// A page (from 1; past the end, the last) of the board of a server: finished first tries since an instant, best
    /// average first. Who answered nothing or said stop is not counted, who is off the board not listed.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn board(
        &self,
        guild: GuildKey,
        since_ms: i64,
        page: u32,
        asks: TraineeId,
    ) -> Result<BoardPage, StoreError> {
        let (guild, asks) = (i64::try_from(guild)?, i64::try_from(asks)?);
        self.read(move |c| board(c, guild, since_ms, page, asks)).await
    }
}

fn board(c: &Connection, guild: i64, since_ms: i64, page: u32, asks: i64) -> Result<BoardPage, Fault> {
    let count = format!("SELECT count(*) FROM ({FINISHED})");
    let people: u32 =
        c.prepare_cached(&count)?.query_row(named_params! { ":guild": guild, ":since": since_ms }, |row| row.get(0))?;
    let pages = people.div_ceil(BOARD_PAGE).max(1);
    let page = page.clamp(1, pages);

    // Ties stand in the order of diligence, then in any that stays the same.
    let placed = format!(
        "WITH finished AS ({FINISHED}), placed AS (
             SELECT trainee, bouts, tenths, rank() OVER (ORDER BY tenths DESC) AS place,
                 row_number() OVER (ORDER BY tenths DESC, bouts DESC, trainee) AS line
             FROM finished)
         SELECT * FROM placed WHERE (line > :from AND line <= :to) OR trainee = :asks ORDER BY line"
    );
    let (from, to) = ((page - 1) * BOARD_PAGE, page * BOARD_PAGE);
    let mut statement = c.prepare_cached(&placed)?;
    let mut rows = statement.query(named_params! {
        ":guild": guild, ":since": since_ms, ":from": from, ":to": to, ":asks": asks,
    })?;
    let mut board = BoardPage { lines: Vec::new(), own: None, page, pages };
    while let Some(row) = rows.next()? {
        let (standing, line) = (standing(row)?, row.get::<_, u32>("line")?);
        if (from + 1..=to).contains(&line) {
            board.lines.push(standing);
        }
        if row.get::<_, i64>("trainee")? == asks {
            board.own = Some(standing);
        }
    }
    Ok(board)
}

fn standing(row: &Row<'_>) -> Result<Standing, rusqlite::Error> {
    Ok(Standing {
        place: row.get("place")?,
        trainee: row.get::<_, i64>("trainee")?.into(),
        average_tenths: row.get("tenths")?,
        bouts: row.get("bouts")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::open::testing::assert_step;
    use super::FINISHED;

    #[test]
    fn a_board_reads_its_index_and_nothing_else_of_bouts() {
        assert_step(FINISHED, "SEARCH bouts USING COVERING INDEX bouts_on_board (guild=? AND ended_ms>?)");
    }
}
