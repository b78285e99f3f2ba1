//! Changes may have been missed.

use super::*;

#[test]
fn what_is_in_doubt_is_forgotten_but_for_the_screen() {
    let whole = Whole::of(60);
    let mut window = begun(&whole);
    look(&mut window, &whole, 20, 30);
    window.apply(Event::Opened(Some("22".to_owned())));
    window.apply(Event::Doubted);
    assert_eq!(
        shown(&window, 20, 30),
        (20..30).map(|n| n.to_string()).collect::<Vec<_>>()
    );
    assert_eq!(shown(&window, 0, 20), ["-"; 20]);
    assert_eq!(window.wanted(5, 7), [5, 6]);
    look(&mut window, &whole, 0, 60);
    assert_eq!(all(&window).len(), 60);
    assert!(all(&window).iter().all(|id| id != "-"));
}
