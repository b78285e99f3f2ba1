use super::*;

const MB: f64 = 1_048_576.0;

fn uploaded() -> Uploaded {
    Uploaded {
        upload: "u".into(),
        width: 4,
        height: 3,
    }
}

fn picture(key: u32, upload: Upload) -> Attached {
    Attached {
        key,
        session: "shopee-1~a".parse().unwrap(),
        name: format!("{key}.png"),
        address: String::new(),
        upload,
    }
}

#[test]
fn a_platforms_pictures() {
    let refuse = |platform, kind, bytes| limits(platform).refuse(kind, bytes);
    for (platform, kind, bytes, expected) in [
        (Platform::Shopee, "image/png", 2.0 * MB, None),
        (Platform::Shopee, "image/png", 2.0 * MB + 1.0, Some(Unfit::TooLarge)),
        (Platform::Shopee, "image/webp", 1.0, Some(Unfit::Kind)),
        (Platform::Lazada, "image/gif", 1.0, Some(Unfit::Kind)),
        (Platform::Lazada, "image/jpeg", 1.5 * MB, Some(Unfit::TooLarge)),
        (Platform::Tiktok, "image/webp", 10.0 * MB, None),
        (Platform::Tiktok, "application/pdf", 1.0, Some(Unfit::NoPicture)),
        (Platform::Tiktok, "", 1.0, Some(Unfit::NoPicture)),
    ] {
        assert_eq!(refuse(platform, kind, bytes), expected, "{platform:?} {kind} {bytes}");
    }
    assert_eq!(limits(Platform::Lazada).kinds_said(), "JPEG, PNG");
    assert_eq!(limits(Platform::Tiktok).kinds_said(), "JPEG, PNG, GIF, WebP");
}

#[test]
fn the_counter_grows_louder() {
    let fill = |length| limits(Platform::Tiktok).fill(length);
    assert_eq!(
        [0, 1_599, 1_600, 1_899, 1_900, 2_000, 2_001].map(fill),
        [
            Fill::Free,
            Fill::Free,
            Fill::Near,
            Fill::Near,
            Fill::Close,
            Fill::Close,
            Fill::Over(1)
        ]
    );
    assert_eq!(limits(Platform::Shopee).fill(1_000_000), Fill::Free);
}

#[test]
fn every_move_of_an_upload_and_no_other() {
    let states = [
        Upload::Waiting,
        Upload::OnItsWay { percent: 40 },
        Upload::There(uploaded()),
        Upload::Failed(ApiError::Offline),
    ];
    let events = [
        Event::Begin,
        Event::Progress(70),
        Event::Arrive(uploaded()),
        Event::Fail(ApiError::Unreachable),
        Event::Retry,
    ];
    let moved = |state: &Upload| events.clone().map(|event| state.apply(event));
    let none = || None::<Upload>;
    let way = |percent| Some(Upload::OnItsWay { percent });
    assert_eq!(moved(&states[0]), [way(0), none(), none(), none(), none()]);
    assert_eq!(
        moved(&states[1]),
        [
            none(),
            way(70),
            Some(Upload::There(uploaded())),
            Some(Upload::Failed(ApiError::Unreachable)),
            none()
        ]
    );
    assert_eq!(moved(&states[2]), [const { None }; 5]);
    assert_eq!(
        moved(&states[3]),
        [none(), none(), none(), none(), Some(Upload::Waiting)]
    );
    assert_eq!(states[1].apply(Event::Progress(10)), way(40));
    assert_eq!(states[1].apply(Event::Progress(900)), way(100));
}

#[test]
fn uploads_go_one_at_a_time_in_order() {
    let mut all = vec![
        picture(1, Upload::There(uploaded())),
        picture(2, Upload::Waiting),
        picture(3, Upload::Waiting),
    ];
    assert_eq!(next_upload(&all), Some(2));
    all[1].upload = Upload::OnItsWay { percent: 5 };
    assert_eq!(next_upload(&all), None);
    // One that failed does not hold up the others.
    all[1].upload = Upload::Failed(ApiError::Offline);
    assert_eq!(next_upload(&all), Some(3));
}

#[test]
fn what_keeps_an_answer_back() {
    let tiktok = limits(Platform::Tiktok);
    let there = picture(1, Upload::There(uploaded()));
    let way = picture(2, Upload::OnItsWay { percent: 99 });
    let failed = picture(3, Upload::Failed(ApiError::Offline));
    let long = "ก".repeat(2_003);
    for (can_send, text, pictures, expected) in [
        (true, "hi", vec![], None),
        (true, " \n", vec![there.clone()], None),
        (true, " \n", vec![], Some(Obstacle::Nothing)),
        (true, "hi", vec![there.clone(), way.clone()], Some(Obstacle::Uploading)),
        (true, "hi", vec![way, failed], Some(Obstacle::NotUploaded)),
        (true, &*long, vec![there.clone()], Some(Obstacle::TooLong(3))),
        (false, "hi", vec![there], Some(Obstacle::Closed)),
    ] {
        assert_eq!(obstacle(can_send, tiktok, text, &pictures), expected, "{expected:?}");
    }
    assert_eq!(obstacle(true, limits(Platform::Shopee), &long, &[]), None);
}
