//! Quiet hours of a server: until when no client writes again, and how people write them down.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::store::{Quiet, Settings};

/// The end of the quiet hours in which this moment lies, in milliseconds since 1970 (UTC); `None` where it lies in
/// none. Hours are those that a clock on the wall shows: where clocks are put back, an hour can be quiet twice.
pub(crate) fn quiet_until(now_ms: i64, settings: &Settings) -> Option<i64> {
    let Quiet { from, to } = settings.quiet;
    let now = Timestamp::from_millisecond(now_ms).ok()?;
    let zone = TimeZone::get(&settings.timezone).unwrap_or(TimeZone::UTC);
    let local = now.to_zoned(zone.clone());
    let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or(0);
    let is_quiet = if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to };
    if !is_quiet {
        return None;
    }
    let day = if minute < to { local.date() } else { local.date().tomorrow().ok()? };
    let (hour, minute) = (i8::try_from(to / 60).ok()?, i8::try_from(to % 60).ok()?);
    let end = zone.to_ambiguous_timestamp(day.at(hour, minute, 0, 0));
    // A time that the clock shows twice: the first may be over.
    let first = end.compatible().ok().filter(|end| *end > now);
    let end = first.or_else(|| end.later().ok().filter(|end| *end > now))?;
    Some(end.as_millisecond())
}

/// Quiet hours as people write them: `20:00-08:00`, or `off`.
pub(crate) fn read(said: &str) -> Option<Quiet> {
    let said = said.trim();
    if said.eq_ignore_ascii_case("off") {
        return Some(Quiet::NEVER);
    }
    let (from, to) = said.split_once(['-', '–'])?;
    let quiet = Quiet { from: minute(from)?, to: minute(to)? };
    (quiet.from != quiet.to).then_some(quiet)
}

fn minute(said: &str) -> Option<u16> {
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?;
    let (hours, minutes) = said.trim().split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|_| minutes.len() == 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// A minute of the day as a clock shows it.
pub(crate) fn shown(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The IANA name of a time zone that somebody wrote in any case.
pub(crate) fn zone_named(said: &str) -> Option<String> {
    let zone = TimeZone::get(said.trim()).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// Names of time zones in which this occurs, at most so many.
pub(crate) fn zones_like(typed: &str, most: usize) -> Vec<String> {
    let typed = typed.trim().to_lowercase().replace(' ', "_");
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    names.filter(|name| name.to_lowercase().contains(&typed)).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, hours: &str, now: &str, wanted: Option<&str>) {
        let ms = |at: &str| at.parse::<Timestamp>().unwrap().as_millisecond();
        let settings = Settings { timezone: zone.to_owned(), quiet: read(hours).unwrap(), waiting: true };
        assert_eq!(quiet_until(ms(now), &settings), wanted.map(ms), "{zone}, {hours}, {now}");
    }

    #[test]
    fn quiet_hours_reach_across_midnight() {
        for (now, wanted) in [
            ("2026-11-22T19:59:59Z", None),
            ("2026-11-22T20:00:00Z", Some("2026-11-23T08:00:00Z")),
            ("2026-11-22T23:59:59Z", Some("2026-11-23T08:00:00Z")),
            ("2026-11-23T00:00:00Z", Some("2026-11-23T08:00:00Z")),
            ("2026-11-23T07:59:59Z", Some("2026-11-23T08:00:00Z")),
            ("2026-11-23T08:00:00Z", None),
        ] {
            check("UTC", "20:00-08:00", now, wanted);
            check("UTC", "off", now, None);
        }
        check("UTC", "12:00-13:30", "2026-11-22T12:30:00Z", Some("2026-11-22T13:30:00Z"));
        check("UTC", "12:00-13:30", "2026-11-22T13:30:00Z", None);
        check("UTC", "20:00-00:00", "2026-12-31T23:00:00Z", Some("2027-01-01T00:00:00Z"));
        check("No/Such_Zone", "20:00-08:00", "2026-11-22T20:00:00Z", Some("2026-11-23T08:00:00Z"));
        check("Asia/Kathmandu", "20:00-08:00", "2026-11-22T14:15:00Z", Some("2026-11-23T02:15:00Z"));
    }

    #[test]
    fn quiet_hours_follow_the_clocks_when_they_are_changed() {
        // Forward on 29 March 2026, 01:00 UTC: 02:00 becomes 03:00.
        check("Europe/Berlin", "20:00-08:00", "2026-03-28T19:00:00Z", Some("2026-03-29T06:00:00Z"));
        check("Europe/Berlin", "20:00-08:00", "2026-03-29T05:59:59Z", Some("2026-03-29T06:00:00Z"));
        check("Europe/Berlin", "20:00-02:30", "2026-03-29T00:59:00Z", Some("2026-03-29T01:30:00Z"));
        check("Europe/Berlin", "20:00-02:30", "2026-03-29T01:00:00Z", None);
        // Back on 25 October 2026, 01:00 UTC: 03:00 becomes 02:00.
        check("Europe/Berlin", "20:00-08:00", "2026-10-24T18:00:00Z", Some("2026-10-25T07:00:00Z"));
        check("Europe/Berlin", "20:00-08:00", "2026-10-25T06:30:00Z", Some("2026-10-25T07:00:00Z"));
        // 02:30 comes twice; the quarter past two before each of them is quiet.
        check("Europe/Berlin", "20:00-02:30", "2026-10-25T00:15:00Z", Some("2026-10-25T00:30:00Z"));
        check("Europe/Berlin", "20:00-02:30", "2026-10-25T00:45:00Z", None);
        check("Europe/Berlin", "20:00-02:30", "2026-10-25T01:15:00Z", Some("2026-10-25T01:30:00Z"));
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let hours = |from, to| Some(Quiet { from, to });
        for (said, wanted) in [
            ("20:00-08:00", hours(1200, 480)),
            (" 9:05 – 17:30 ", hours(545, 1050)),
            ("OFF", Some(Quiet::NEVER)),
            ("00:00-23:59", hours(0, 1439)),
            ("20:00", None),
            ("20-8", None),
            ("20:00-20:00", None),
            ("24:00-08:00", None),
            ("20:60-08:00", None),
            ("20:0-08:00", None),
            ("+1:00-08:00", None),
            ("", None),
        ] {
            assert_eq!(read(said), wanted, "{said:?}");
        }
        assert_eq!((shown(0), shown(1439)), ("00:00".to_owned(), "23:59".to_owned()));
    }

    #[test]
    fn zones_are_found_by_a_part_of_their_name() {
        assert_eq!(zone_named(" europe/berlin "), Some("Europe/Berlin".to_owned()));
        assert_eq!(zone_named("Middle Earth"), None);
        assert!(zones_like("new york", 25).contains(&"America/New_York".to_owned()));
        assert_eq!(zones_like("", 25).len(), 25);
    }
}
