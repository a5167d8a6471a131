using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The log lines of proof keys: kinds and reasons, never a key or what it is wrapped as.</summary>
internal sealed partial class ProofKeyLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1401, LogLevel.Information, "{Provider}: a new proof key was made (kind: {Kind}, exportable: {IsExportable}).")]
    public partial void Made(string provider, string kind, bool isExportable);

    [LoggerMessage(1402, LogLevel.Debug, "{Provider}: the proof key was opened (kind: {Kind}, exportable: {IsExportable}).")]
    public partial void Opened(string provider, string kind, bool isExportable);

    [LoggerMessage(1403, LogLevel.Warning, "{Provider}: no proof key of the kind {Kind} can be made here: {Reason}")]
    public partial void NotAvailable(string provider, string kind, string reason);

    [LoggerMessage(1404, LogLevel.Warning, "{Provider}: the forgotten proof key (kind: {Kind}) could not be deleted ({Error}) and stays where it is, unused.")]
    public partial void NotDeleted(string provider, string kind, string error);
}
