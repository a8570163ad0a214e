//! What a server says about clients that write again: its time zone, its quiet hours, whether they do so at all.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::{Fault, StoreError};
use super::keys::GuildKey;
use super::{Lasts, Store};

/// Hours in which no client writes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The first minute of the day, 0 to 1439.
    pub from: u16,
    /// The first minute that is no longer quiet, 0 to 1439; before `from`, it is one of the next day. Where both are
    /// the same, no hours are quiet.
    pub to: u16,
}

impl Quiet {
    /// From 20:00 to 08:00.
    pub const USUAL: Self = Self { from: 20 * 60, to: 8 * 60 };
    /// No quiet hours.
    pub const NEVER: Self = Self { from: 0, to: 0 };
}

/// What a server says about clients that write again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of its time zone in the IANA database.
    pub timezone: String,
    /// Its quiet hours, in that zone.
    pub quiet: Quiet,
    /// Whether clients write again at all.
    pub waiting: bool,
}

impl Default for Settings {
    /// What counts where nobody has said anything.
    fn default() -> Self {
        Self { timezone: "UTC".to_owned(), quiet: Quiet::USUAL, waiting: true }
    }
}

impl Store {
    /// What a server says; the defaults where it has said nothing, and where there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn settings(&self, guild: Option<GuildKey>) -> Result<Settings, StoreError> {
        let Some(guild) = guild.map(i64::try_from).transpose()? else { return Ok(Settings::default()) };
        self.read(move |c| of_guild(c, guild)).await
    }

    /// Keeps what a server says.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn set_settings(&self, guild: GuildKey, settings: &Settings) -> Result<(), StoreError> {
        let (guild, settings) = (i64::try_from(guild)?, settings.clone());
        self.write(Lasts::PowerCut, move |t| {
            t.execute(
                "INSERT INTO guilds (guild, timezone, quiet_from, quiet_to, waiting) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (guild) DO UPDATE SET timezone = excluded.timezone, quiet_from = excluded.quiet_from,
                     quiet_to = excluded.quiet_to, waiting = excluded.waiting",
                params![guild, settings.timezone, settings.quiet.from, settings.quiet.to, settings.waiting],
            )?;
            Ok(())
        })
        .await
    }
}

fn of_guild(c: &Connection, guild: i64) -> Result<Settings, Fault> {
    let found = c
        .prepare_cached("SELECT timezone, quiet_from, quiet_to, waiting FROM guilds WHERE guild = ?1")?
        .query_row([guild], of_row)
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The settings in a row, which has NULL where the server has said nothing.
pub(super) fn of_row(row: &Row<'_>) -> Result<Settings, rusqlite::Error> {
    let Some(timezone) = row.get("timezone")? else { return Ok(Settings::default()) };
    let quiet = Quiet { from: row.get("quiet_from")?, to: row.get("quiet_to")? };
    Ok(Settings { timezone, quiet, waiting: row.get("waiting")? })
}
