//! The board: who is on it, in which place, on which page.

use sparring::persona::Ending;
use sparring::store::{BOARD_PAGE, BoardPage, GuildKey, MessageKey, Place, Store, TraineeId, Voice};

use crate::samples::{Home, bout, direct, exchange, marks, thread};

const SERVER: GuildKey = GuildKey(7);

/// Gives each bout its own message and channel.
struct Season {
    store: Store,
    next: u64,
}

impl Season {
    fn new(store: Store) -> Self {
        Self { store, next: 0 }
    }

    /// A bout of one reply, ended at `at` with this overall mark.
    async fn played(&mut self, trainee: u64, overall: u8, at: i64) {
        self.next += 1;
        self.played_in(thread(self.next), trainee, overall, at).await;
    }

    async fn played_in(&mut self, place: Place, trainee: u64, overall: u8, at: i64) {
        self.next += 1;
        let id = self.store.begin(&bout(1), TraineeId(trainee), place, Voice::Bot, None, 0).await.unwrap();
        let last = exchange(1, "a", Some(Ending::Resolved));
        self.store.keep_exchange(id, MessageKey(self.next), &last, Some(marks(overall)), at).await.unwrap();
    }

    async fn board(&self, since: i64, page: u32, asks: u64) -> BoardPage {
        self.store.board(SERVER, since, page, TraineeId(asks)).await.unwrap()
    }

    /// Place, trainee, average in tenths and number of bouts of each line of the first page.
    async fn lines(&self, since: i64) -> Vec<(u32, u64, u32, u32)> {
        let board = self.board(since, 1, 0).await;
        board.lines.iter().map(|l| (l.place, l.trainee.0, l.average_tenths, l.bouts)).collect()
    }
}

#[tokio::test]
async fn an_empty_board_has_one_page() {
    let home = Home::new();
    let season = Season::new(home.open().await);
    let board = season.board(0, 3, 1).await;
    assert_eq!(board, BoardPage { lines: Vec::new(), own: None, page: 1, pages: 1 });
}

#[tokio::test]
async fn equal_averages_share_a_place_and_the_next_is_left_out() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    for (trainee, overall) in [(1, 70), (2, 80), (3, 80), (4, 90), (3, 80), (5, 70), (5, 71)] {
        season.played(trainee, overall, 10).await;
    }
    // 70 and 71 make 70.5.
    assert_eq!(season.lines(0).await, [(1, 4, 900, 1), (2, 3, 800, 2), (2, 2, 800, 1), (4, 5, 705, 2), (5, 1, 700, 1)]);
}

#[tokio::test]
async fn averages_are_rounded_to_the_nearest_tenth() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    for overall in [70, 70, 71] {
        season.played(1, overall, 10).await; // 70.333…
        season.played(2, overall - 1, 10).await; // 69.333…
    }
    season.played(2, 70, 10).await; // 69.5
    for overall in [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] {
        season.played(3, overall, 10).await; // 0.05, which is shown as 0.1
    }
    season.played(4, 100, 10).await;
    assert_eq!(season.lines(0).await, [(1, 4, 1_000, 1), (2, 1, 703, 3), (3, 2, 695, 4), (4, 3, 1, 20)]);
}

#[tokio::test]
async fn only_finished_first_tries_of_this_server_count() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    season.played(1, 50, 10).await;
    season.played_in(direct(500), 1, 100, 10).await;
    let elsewhere = Place { guild: Some(GuildKey(8)), ..thread(501) };
    season.played_in(elsewhere, 1, 100, 10).await;
    let store = season.store.clone();
    let begin =
        async |branch_of| store.begin(&bout(1), TraineeId(1), thread(502), Voice::Bot, branch_of, 0).await.unwrap();
    // Open; ended without a reply; stopped; a branch; ended without marks.
    let open = begin(None).await;
    store.keep_exchange(open, MessageKey(1_001), &exchange(1, "a", None), None, 10).await.unwrap();
    let silent = begin(None).await;
    store.end(silent, Ending::Abandoned, Some(marks(0)), false, 10).await.unwrap();
    let stopped = begin(None).await;
    store.keep_exchange(stopped, MessageKey(1_002), &exchange(1, "a", None), None, 10).await.unwrap();
    store.end(stopped, Ending::Abandoned, Some(marks(100)), true, 10).await.unwrap();
    let branch = begin(Some(open)).await;
    let last = exchange(1, "a", Some(Ending::Resolved));
    store.keep_exchange(branch, MessageKey(1_003), &last, Some(marks(100)), 10).await.unwrap();
    let unmarked = begin(None).await;
    store.keep_exchange(unmarked, MessageKey(1_004), &last, None, 10).await.unwrap();
    assert_eq!(season.lines(0).await, [(1, 1, 500, 1)]);

    // Abandoned after a reply counts.
    store.end(open, Ending::Abandoned, Some(marks(30)), false, 10).await.unwrap();
    assert_eq!(season.lines(0).await, [(1, 1, 400, 2)]);
}

#[tokio::test]
async fn the_board_begins_at_its_instant() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    season.played(1, 50, 99).await;
    season.played(2, 60, 100).await;
    season.played(1, 40, 101).await;
    assert_eq!(season.lines(0).await, [(1, 2, 600, 1), (2, 1, 450, 2)]);
    assert_eq!(season.lines(100).await, [(1, 2, 600, 1), (2, 1, 400, 1)]);
    assert_eq!(season.lines(101).await, [(1, 1, 400, 1)]);
    assert_eq!(season.lines(102).await, []);
}

#[tokio::test]
async fn a_page_has_ten_lines_and_ones_own_line_is_always_there() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    // Trainee n has n points: the last is best. Three share the last place of the first page.
    for trainee in 1..=21_u8 {
        let overall = if (10..=12).contains(&trainee) { 12 } else { trainee };
        season.played(trainee.into(), overall, 10).await;
    }
    let first = season.board(0, 1, 5).await;
    assert_eq!((first.page, first.pages, first.lines.len()), (1, 3, BOARD_PAGE as usize));
    assert_eq!(first.lines.iter().map(|l| l.trainee.0).collect::<Vec<_>>(), [21, 20, 19, 18, 17, 16, 15, 14, 13, 10]);
    assert_eq!(first.own.map(|own| (own.place, own.average_tenths)), Some((17, 50)));

    let second = season.board(0, 2, 21).await;
    let places: Vec<_> = second.lines.iter().map(|l| (l.place, l.trainee.0)).collect();
    assert_eq!(places[..3], [(10, 11), (10, 12), (13, 9)]);
    assert_eq!(second.own.map(|own| own.place), Some(1));

    let past = season.board(0, 99, 999).await;
    assert_eq!((past.page, past.lines.len(), past.own), (3, 1, None), "past the end is the last page");
    assert_eq!(season.board(0, 0, 1).await.page, 1);
}

#[tokio::test]
async fn who_is_off_the_board_is_not_listed_and_takes_no_place() {
    let home = Home::new();
    let mut season = Season::new(home.open().await);
    season.played(1, 90, 10).await;
    season.played(2, 80, 10).await;
    let store = season.store.clone();
    assert!(store.on_board(TraineeId(1)).await.unwrap());
    for _ in 0..2 {
        store.show_on_board(TraineeId(1), false).await.unwrap();
    }
    assert!(!store.on_board(TraineeId(1)).await.unwrap());
    assert_eq!(season.lines(0).await, [(1, 2, 800, 1)]);
    assert_eq!(season.board(0, 1, 1).await.own, None);
    store.show_on_board(TraineeId(1), true).await.unwrap();
    assert_eq!(season.lines(0).await, [(1, 1, 900, 1), (2, 2, 800, 1)]);
}
