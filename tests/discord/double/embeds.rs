//! Discord's limits on embeds; characters are counted, not bytes.

use serde_json::Value;

use super::limits::Faults;

const EMBEDS: usize = 10;
const TITLE: usize = 256;
const DESCRIPTION: usize = 4096;
const FIELDS: usize = 25;
const FIELD_NAME: usize = 256;
const FIELD_VALUE: usize = 1024;
const FOOTER: usize = 2048;
const AUTHOR: usize = 256;
const TOTAL: usize = 6000;

/// Checks the embeds of a message.
pub(crate) fn check_embeds(embeds: &Value, faults: &mut Faults) {
    let Some(embeds) = embeds.as_array() else { return };
    if embeds.len() > EMBEDS {
        faults.add("embeds", "more than 10 embeds");
    }
    let total: usize = embeds.iter().map(|embed| check_embed(embed, faults)).sum();
    if total > TOTAL {
        faults.add("embeds", format!("{total} characters in all embeds, at most {TOTAL} are allowed"));
    }
}

fn check_embed(embed: &Value, faults: &mut Faults) -> usize {
    let length = |text: &Value| text.as_str().map_or(0, |t| t.chars().count());
    faults.perhaps("embed.title", &embed["title"], TITLE);
    faults.perhaps("embed.description", &embed["description"], DESCRIPTION);
    faults.perhaps("embed.footer.text", &embed["footer"]["text"], FOOTER);
    faults.perhaps("embed.author.name", &embed["author"]["name"], AUTHOR);
    let mut total = length(&embed["title"])
        + length(&embed["description"])
        + length(&embed["footer"]["text"])
        + length(&embed["author"]["name"]);
    let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    if fields.len() > FIELDS {
        faults.add("embed.fields", "more than 25 fields");
    }
    for field in fields {
        faults.between("embed.field.name", &field["name"], FIELD_NAME);
        faults.between("embed.field.value", &field["value"], FIELD_VALUE);
        total += length(&field["name"]) + length(&field["value"]);
    }
    let pictured = embed["image"].is_object() || embed["thumbnail"].is_object();
    if total == 0 && !pictured {
        faults.add("embed", "an embed with nothing in it");
    }
    for (place, url) in
        [("url", &embed["url"]), ("image", &embed["image"]["url"]), ("thumbnail", &embed["thumbnail"]["url"])]
    {
        let known = |url: &str| ["http://", "https://", "attachment://"].iter().any(|s| url.starts_with(s));
        if url.as_str().is_some_and(|url| !known(url)) {
            faults.add(place, "not a well formed URL");
        }
    }
    if embed["color"].as_u64().is_some_and(|colour| colour > 0xff_ffff) {
        faults.add("embed.color", "not a colour");
    }
    total
}
