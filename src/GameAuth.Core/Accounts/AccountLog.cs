using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The accounts' log lines: names and kinds, never a token or a subject.</summary>
internal sealed partial class AccountLog(ILogger<AccountLog> logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1201, LogLevel.Warning, "A stored row of {Provider}/{Registration} can not be opened and was passed over; nothing was deleted.")]
    public partial void RowNotOpened(string provider, string registration);

    [LoggerMessage(1202, LogLevel.Warning, "{Provider} could not be told of the sign-out ({Error}); the stored grant is deleted all the same.")]
    public partial void RevokeFailed(string provider, string error);

    [LoggerMessage(1204, LogLevel.Warning, "{Account} could not be kept alive ({Error}); the next try follows.")]
    public partial void WarmFailed(string account, string error);

    [LoggerMessage(1203, LogLevel.Warning, "The stored accounts could not be looked at ({Error}); the next look follows.")]
    public partial void WatchFailed(string error);

    [LoggerMessage(1205, LogLevel.Warning, "The device of {Provider}/{Registration} can not be opened ({State}); its rows are deleted, and a key in hardware, if it had one, stays behind.")]
    public partial void DeviceNotOpened(string provider, string registration, Storage.RowState state);

    [LoggerMessage(1206, LogLevel.Warning, "What a sign-in to {Provider}/{Registration} that did not come to an end has stored of its device could not be deleted ({State}); it belongs to no account.")]
    public partial void RowsLeft(string provider, string registration, Storage.RowState state);
}
