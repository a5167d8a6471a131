using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The engine's log lines: names of steps and kinds of errors, never a token.</summary>
internal sealed partial class TokenLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1001, LogLevel.Debug, "{Step} of {Account}: minted in {Milliseconds} ms (background: {Background}, asked the provider: {OnTheWire}).")]
    public partial void Minted(string step, string account, long milliseconds, bool background, bool onTheWire);

    [LoggerMessage(1002, LogLevel.Warning, "{Step} of {Account}: the mint failed with {Error} ({Reason}); the stored tokens are kept.")]
    public partial void MintFailed(string step, string account, string error, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Step}: an intent could not be taken back ({Error}); the token counts as in doubt.")]
    public partial void IntentNotWithdrawn(string step, string error);

    [LoggerMessage(1004, LogLevel.Warning, "The token store was copied from another machine; the accounts of {Provider} are {What}.")]
    public partial void ProfileCopied(string provider, string what);

    [LoggerMessage(1005, LogLevel.Debug, "Whether the accounts of {Provider} were copied from another machine can not be told now ({State}).")]
    public partial void MachineNotChecked(string provider, GameAuth.Storage.RowState state);

    [LoggerMessage(1006, LogLevel.Error, "{Step}: what listens to saved tokens failed with {Error}; the token is saved and handed out all the same.")]
    public partial void ListenerFailed(string step, string error);
}
