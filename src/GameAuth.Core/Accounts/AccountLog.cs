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

    [LoggerMessage(1207, LogLevel.Warning, "The lease that says that this process lives is gone ({Failure}); it is taken again in a moment.")]
    public partial void LeaseNotHeld(string failure);

    [LoggerMessage(1208, LogLevel.Warning, "What another process has left open for {Account} could not be ended ({Failure}); it runs out by itself, or the next look ends it.")]
    public partial void OrphanLeft(string account, string failure);

    [LoggerMessage(1209, LogLevel.Warning, "What other processes have left open for {Account} could not be looked for ({Failure}); the next look follows.")]
    public partial void OrphansNotFound(string account, string failure);

    [LoggerMessage(1210, LogLevel.Warning, "What was open for {Account} could not be ended ({Error}).")]
    public partial void WorkNotEnded(string account, string error);

    [LoggerMessage(1211, LogLevel.Warning, "The sign-in of {Account} was not prolonged ({Error}); it is tried again in {Pause}.")]
    public partial void GrantNotKept(string account, string error, TimeSpan pause);

    [LoggerMessage(1212, LogLevel.Warning, "{Step} of {Account} was not renewed ({Failure}); it is tried again at {At:O}.")]
    public partial void NotRenewed(string step, string account, string failure, DateTimeOffset at);

    [LoggerMessage(1213, LogLevel.Error, "{Step} of {Account} was not renewed, for a reason that nobody has foreseen ({Failure}); it is tried again at {At:O}.")]
    public partial void RenewalBroke(string step, string account, string failure, DateTimeOffset at);

    [LoggerMessage(1214, LogLevel.Warning, "{Step} of {Account} has ended before it could be renewed ({Failure}); it is replaced as soon as it can be.")]
    public partial void Interrupted(string step, string account, string failure);

    [LoggerMessage(1215, LogLevel.Error, "{Step} of {Account} is lost ({Failure}): it can not be renewed without somebody's help.")]
    public partial void ResourceLost(string step, string account, string failure);

    [LoggerMessage(1216, LogLevel.Warning, "{Step} of {Account} was not ended at the service ({Failure}); it runs out by itself, or the next start ends it.")]
    public partial void NotEnded(string step, string account, string failure);

    [LoggerMessage(1217, LogLevel.Warning, "{Step} of {Account} goes on, and its record was not written ({Failure}): after a crash it would run out by itself.")]
    public partial void NotRecorded(string step, string account, string failure);

    [LoggerMessage(1218, LogLevel.Information, "{Account}: signed in.")]
    public partial void SignedIn(AccountId account);

    [LoggerMessage(1219, LogLevel.Information, "{Account}: signed out (by another process: {ByOtherProcess}).")]
    public partial void SignedOut(AccountId account, bool byOtherProcess);

    [LoggerMessage(1220, LogLevel.Information, "{Step} of {Account}: connected, {Subscriptions} subscriptions to make again.")]
    public partial void Connected(string step, string account, int subscriptions);

    [LoggerMessage(1221, LogLevel.Information, "{Step} of {Account}: the connection was lost; connecting again in {Pause}.")]
    public partial void ConnectionLost(string step, string account, TimeSpan pause);

    [LoggerMessage(1222, LogLevel.Information, "{Step} of {Account}: connecting failed with {Failure}; the next try is in {Pause}.")]
    public partial void ConnectFailed(string step, string account, string failure, TimeSpan pause);

    [LoggerMessage(1223, LogLevel.Warning, "{Step} of {Account}: ended by {Failure}.")]
    public partial void ConnectionEnded(string step, string account, string failure);

    [LoggerMessage(1224, LogLevel.Warning, "{Step} of {Account}: a subscription was refused on the new connection ({Failure}); try again: {Again}.")]
    public partial void NotSubscribed(string step, string account, string failure, bool again);
}
