//! Serves MCP over the standard input and output, which belong to the protocol alone.

use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;

use crate::server::Server;

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum StdioError {
    /// The client did not open the conversation as MCP has it.
    #[error("the client did not shake hands; is it an MCP client?")]
    Handshake {
        /// What went wrong.
        source: Box<ServerInitializeError>,
    },
    /// A task of the server ended badly.
    #[error("the server ended badly; please report it")]
    Ended {
        /// What went wrong.
        source: tokio::task::JoinError,
    },
}

/// Serves until the client closes the input.
///
/// # Errors
///
/// [`StdioError`] where the client does not speak MCP.
pub async fn serve(server: Server) -> Result<(), StdioError> {
    let serving = match server.for_one_client().serve(rmcp::transport::stdio()).await {
        Ok(serving) => serving,
        // A client that leaves before it says anything has changed its mind.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(source) => return Err(StdioError::Handshake { source: Box::new(source) }),
    };
    serving.waiting().await.map_err(|source| StdioError::Ended { source })?;
    Ok(())
}
