//! Putting the services together, the first start, and serving until told to stop.

use crate::{
    Services,
    clock::Clock,
    config::Config,
    db::{
        Db,
        accounts::{self, AccountRow},
    },
    jobs,
    people::{self, SignInGuard},
    secret::Seal,
    service,
};
use anyhow::{Context as _, Result};
use std::{io::Write as _, net::SocketAddr, sync::Arc, time::Duration};
use steadydesk_wire::{Role, SandboxAccount, UserId};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Requests that are still being answered get this long when the gateway stops.
const PATIENCE: Duration = Duration::from_secs(5);

impl Services {
    /// Opens everything that the configuration names, and brings the database up to date.
    ///
    /// # Errors
    /// The text says which key of the configuration leads to what cannot be opened.
    pub async fn open(config: Config) -> Result<Self> {
        make_folder(&config)?;
        let db = match &config.database {
            Some(url) => Db::open(url)
                .await
                .context("`database`: PostgreSQL cannot be opened at the given address")?,
            None => {
                let path = config.data.join("steadydesk.db");
                Db::sqlite(&path)
                    .await
                    .with_context(|| format!("`data`: {} cannot be opened", path.display()))?
            }
        };
        let seal = match &config.key {
            Some(key) => Seal::from_text(key).map_err(|why| anyhow::anyhow!("`key`: {why}"))?,
            None => Seal::from_file(&config.key_file).context("`key_file`")?,
        };
        let marketplaces = service::apps::connect(&config).await?;
        let translations = service::translate::connect(&config)?;
        Ok(Self {
            config: Arc::new(config),
            db,
            seal: Arc::new(seal),
            clock: Clock::default(),
            marketplaces,
            translations,
            work: Arc::default(),
            sign_in: Arc::new(SignInGuard::new()?),
            stop: CancellationToken::new(),
        })
    }
}

/// The data folder, readable by its owner alone when it is made here.
fn make_folder(config: &Config) -> Result<()> {
    if config.data.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(&config.data)
        .with_context(|| format!("`data`: {} cannot be made", config.data.display()))
}

/// The accounts to try while the gateway runs against the sandbox.
#[must_use]
pub fn sandbox_accounts() -> Vec<SandboxAccount> {
    [
        ("operator", Role::Operator),
        ("colleague", Role::Operator),
        ("admin", Role::Admin),
    ]
    .map(|(name, role)| SandboxAccount {
        name: name.to_owned(),
        password: "sandbox".to_owned(),
        role,
    })
    .into()
}

/// Makes the accounts that a first start needs: those of the sandbox, or one
/// administrator whose password is told once, on standard error.
///
/// # Errors
/// When the database refuses.
pub async fn first_accounts(services: &Services) -> Result<()> {
    if services.config.sandbox.is_some() {
        let missing = {
            let mut read = services.db.read().await?;
            let mut missing = Vec::new();
            for account in sandbox_accounts() {
                if accounts::by_name(&mut read, &account.name).await?.is_none() {
                    missing.push(account);
                }
            }
            missing
        };
        for account in missing {
            let hash = services.sign_in.hash(account.password).await?;
            add(services, &account.name, hash, account.role).await?;
        }
        return Ok(());
    }
    if !accounts::all(&mut *services.db.read().await?).await?.is_empty() {
        return Ok(());
    }
    let password = people::random_password();
    let hash = services.sign_in.hash(password.clone()).await?;
    add(services, "admin", hash, Role::Admin).await?;
    let mut out = std::io::stderr().lock();
    writeln!(
        out,
        "\nThis is the first start. The administrator's name is `admin` and the password, shown only this once:\n\n    \
         {password}\n\nTo set another, stop the gateway and run with the same settings:\n\n    \
         steadydesk-gateway set-password admin\n"
    )?;
    Ok(())
}

async fn add(services: &Services, name: &str, password_hash: String, role: Role) -> Result<()> {
    let account = AccountRow {
        id: new_user_id(),
        name: name.to_owned(),
        password_hash,
        role,
        all_stores: true,
        created_at: services.clock.now(),
    };
    let mut tx = services.db.write().await?;
    accounts::save(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(())
}

/// An id for a new account.
///
/// # Panics
/// Never: a UUID is an id.
#[must_use]
pub fn new_user_id() -> UserId {
    // Hexadecimal digits and dashes are what an id may hold.
    UserId::try_from(uuid::Uuid::new_v4().to_string()).expect("a UUID is an id")
}

/// Sets somebody's password and signs them out everywhere.
///
/// # Errors
/// When there is no such account or the password will not do.
pub async fn set_password(services: &Services, name: &str, password: String) -> Result<()> {
    people::check_password(&password).map_err(|why| anyhow::anyhow!(why))?;
    let hash = services.sign_in.hash(password).await?;
    let mut tx = services.db.write().await?;
    let mut account = accounts::by_name(&mut tx, name)
        .await?
        .with_context(|| format!("nobody is called {name}; `admin` is made at the first start"))?;
    account.password_hash = hash;
    accounts::save(&mut tx, &account).await?;
    accounts::end_all(&mut tx, &account.id).await?;
    let now = services.clock.now();
    crate::db::audit::write(
        &mut tx,
        now,
        "(console of the server)",
        "user_change",
        name,
        "password",
        "",
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// A gateway that serves.
#[derive(Debug)]
pub struct Serving {
    pub services: Services,
    pub address: SocketAddr,
    jobs: tokio::task::JoinHandle<()>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Begins to serve and to work.
    ///
    /// # Errors
    /// When the address is taken or the console's files cannot be read.
    pub async fn start(mut services: Services) -> Result<Self> {
        first_accounts(&services).await?;
        let listen = services.config.listen;
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("`listen`: {listen} cannot be served on; is another program using it?"))?;
        let address = listener.local_addr()?;
        if services.config.public_url.port() == Some(0) {
            let mut config = (*services.config).clone();
            // An http address takes any port.
            let _ = config.public_url.set_port(Some(address.port()));
            services.config = Arc::new(config);
        }
        let router = crate::app(services.clone())?;
        let stop = services.stop.clone();
        let server = tokio::spawn(async move {
            axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
                .with_graceful_shutdown(async move { stop.cancelled().await })
                .await
        });
        let jobs = jobs::start(services.clone(), services.stop.clone());
        Ok(Self {
            services,
            address,
            jobs,
            server,
        })
    }

    /// Stops: no new requests, the ones under way get [`PATIENCE`], streams end at once.
    pub async fn stop(self) {
        self.services.stop.cancel();
        if tokio::time::timeout(PATIENCE, self.server).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        if tokio::time::timeout(PATIENCE, self.jobs).await.is_err() {
            tracing::warn!("some work did not end in time; it goes on at the next start");
        }
        if tokio::time::timeout(PATIENCE, self.services.db.close()).await.is_err() {
            tracing::warn!("the database did not close in time");
        }
    }
}
