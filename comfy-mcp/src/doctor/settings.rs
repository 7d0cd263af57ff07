//! Looks at what was given.

use super::finding::{Finding, FindingCode};
use crate::error::with_cause;
#[cfg(unix)]
use crate::settings::Origin;
use crate::settings::{Settings, SettingsError};

pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings: Vec<_> = settings.errors().iter().map(unusable).collect();
    findings.extend(
        settings
            .warnings()
            .iter()
            .map(|warning| Finding::new(FindingCode::SettingIneffective, warning.to_string())),
    );
    findings.extend(readable_secrets(settings));
    if findings.is_empty() {
        let file = settings.config_file.value.display();
        let what = if settings.config_file.value.exists() {
            format!("the settings can be used, those of `{file}` included")
        } else {
            format!("the settings can be used; there is no `{file}`, which is no harm")
        };
        findings.push(Finding::new(FindingCode::SettingsFine, what));
    }
    findings
}

fn unusable(error: &SettingsError) -> Finding {
    let finding = Finding::new(FindingCode::SettingUnusable, with_cause(error));
    match error {
        SettingsError::NoConfigFile { .. } => finding.remedy("write it, or name another"),
        SettingsError::Unreadable { path, .. } => {
            finding.remedy(format!("make `{}` readable for you", path.display()))
        }
        SettingsError::NotJson { .. } | SettingsError::WrongType { .. } => {
            finding.remedy("correct the file; what it says else counts")
        }
        _ => finding.remedy("correct it, or leave it out; until then it counts as not given"),
    }
}

/// Files with secrets in them that others can read.
#[cfg(unix)]
fn readable_secrets(settings: &Settings) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt as _;

    let path = &settings.config_file.value;
    let mode = path.metadata().ok()?.permissions().mode();
    if !has_secrets(settings) || mode & 0o077 == 0 {
        return None;
    }
    let what =
        format!("`{}` holds secrets, and others on this machine can read it", path.display());
    let remedy = format!("run `chmod 600 {}`", path.display());
    Some(Finding::new(FindingCode::SecretsReadable, what).remedy(remedy))
}

/// Elsewhere the folders of a user are theirs alone.
#[cfg(not(unix))]
fn readable_secrets(_settings: &Settings) -> Option<Finding> {
    None
}

/// Whether the configuration file holds one.
#[cfg(unix)]
fn has_secrets(settings: &Settings) -> bool {
    let others = [&settings.token, &settings.cloud_api_key];
    let others = others.into_iter().flatten().map(|secret| &secret.origin);
    let mut origins = settings.credentials.iter().chain(others);
    origins.any(|origin| matches!(origin, Origin::File(_)))
}
