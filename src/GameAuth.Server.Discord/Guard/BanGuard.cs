using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Discord;

/// <summary>
/// Stands between every call and Discord, which bans an address for its refused requests: no call goes out while one would be refused anyhow, or when the refusals of its kind are used up. Whoever is
/// stopped here is told to come again, never that his sign-in was wrong. Safe for use from any thread.
/// </summary>
internal sealed partial class BanGuard(Breaker breaker, RefusalBudgets budgets, ILogger<BanGuard> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Refuses an exchange before something of the client's is used up, where a call of this kind would not go out now.</summary>
    /// <exception cref="IdentityRefusedException">With the time to wait.</exception>
    public void Check(DiscordLane lane)
    {
        if (breaker.WaitOf(lane) is { Ticks: > 0 } wait)
        {
            throw DiscordRefusal.Unavailable(wait);
        }
    }

    /// <summary>Sends a call.</summary>
    /// <param name="lane">Its kind.</param>
    /// <param name="isOwn">Whether a rate limit is of this call's token alone, so that it says nothing about other calls.</param>
    /// <param name="send">Sends and reads the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer: no ban, and no rate limit but one of the call's own token.</returns>
    /// <exception cref="IdentityRefusedException">It was not sent, or the answer was a ban or a limit: with the time to wait.</exception>
    public async Task<UpstreamAnswer> SendAsync(DiscordLane lane, Func<UpstreamAnswer, bool> isOwn, Func<CancellationToken, Task<UpstreamAnswer>> send, CancellationToken cancellationToken)
    {
        Check(lane);
        BudgetPermit permit = await budgets[lane].TakeAsync(cancellationToken).ConfigureAwait(false);
        if (!permit.IsGranted)
        {
            BudgetUsedUp(lane, permit.Wait);
            throw DiscordRefusal.Unavailable(permit.Wait);
        }

        if (breaker.Enter(lane, out BreakerPass pass) is { Ticks: > 0 } wait)
        {
            budgets[lane].Return(permit);
            throw DiscordRefusal.Unavailable(wait);
        }

        UpstreamAnswer? answer = null;
        CallVerdict verdict = CallVerdict.Unknown;
        TimeSpan opened = TimeSpan.Zero;
        try
        {
            answer = await send(cancellationToken).ConfigureAwait(false);
            verdict = answer.Verdict == CallVerdict.Limited && isOwn(answer) ? CallVerdict.Unknown : answer.Verdict;
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            // It never came to Discord. After any other failure it may have been refused there.
            budgets[lane].Return(permit);
            throw;
        }
        finally
        {
            opened = breaker.Leave(pass, verdict, answer?.RetryAfter);
        }

        if (!answer.Counts)
        {
            budgets[lane].Return(permit);
        }

        return verdict is CallVerdict.Banned or CallVerdict.Limited ? throw Stopped(answer, lane, opened) : answer;
    }

    private IdentityRefusedException Stopped(UpstreamAnswer answer, DiscordLane lane, TimeSpan opened)
    {
        using UpstreamAnswer read = answer;
        TimeSpan wait = opened > TimeSpan.Zero ? opened : read.RetryAfter ?? TimeSpan.FromSeconds(1);
        if (read.Verdict == CallVerdict.Banned)
        {
            Banned((int)read.Status, wait);
        }
        else
        {
            Limited(lane, wait);
        }

        return DiscordRefusal.Unavailable(wait);
    }

    [LoggerMessage(2101, LogLevel.Error, "Discord's network refuses this address ({Status}). No call goes to Discord for {Wait}; then one tries again. Sign-ins by Discord are answered 503 until then.")]
    private partial void Banned(int status, TimeSpan wait);

    [LoggerMessage(2102, LogLevel.Warning, "Discord limits calls of the kind {Lane}; the next one goes out in {Wait}.")]
    private partial void Limited(DiscordLane lane, TimeSpan wait);

    [LoggerMessage(2103, LogLevel.Debug, "The refusals of the kind {Lane} are used up for {Wait}: somebody posts what Discord does not know. Other kinds go on.")]
    private partial void BudgetUsedUp(DiscordLane lane, TimeSpan wait);
}

/// <summary>The refusals of this verifier, as the exchange answers them. No sentence has what the client sent.</summary>
internal static class DiscordRefusal
{
    /// <summary>Discord can't be asked now, or gave an answer that can't be understood: nothing was decided.</summary>
    public static IdentityRefusedException Unavailable(TimeSpan? wait = null) =>
        new(AuthError.TemporarilyUnavailable, "Discord can not be asked now. Try again.", wait);

    /// <summary>The player is not who he says he is, as far as Discord knows.</summary>
    public static IdentityRefusedException Invalid(string message) => new(AuthError.InvalidDiscordAuth, message);
}
