using GameAuth;
using GameAuth.Psn;

namespace PsnTrophies;

/// <summary>Tells where a player is, as it changes, until Ctrl+C.</summary>
/// <param name="me">Who asks.</param>
/// <param name="pause">How long between two looks. Players who asked every few seconds report locked accounts.</param>
internal sealed class Follow(PsnAccount me, TimeSpan pause)
{
    public async Task RunAsync(string onlineId, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(onlineId, cancellationToken) is not { } player)
            {
                Console.WriteLine("The service knows nobody of that online id.");
                return;
            }

            Console.WriteLine($"Following {player.OnlineId}. Ctrl+C ends it.");
            for (string told = ""; ; await Task.Delay(pause, cancellationToken))
            {
                string now = await LookAsync(player.AccountId, cancellationToken);
                if (now != told)
                {
                    Console.WriteLine($"{TimeProvider.System.GetLocalNow():T}  {player.OnlineId} {now}");
                    told = now;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine("No longer following.");
        }
    }

    private async Task<PsnProfile?> FindAsync(string onlineId, CancellationToken cancellationToken)
    {
        try
        {
            return await me.Profiles.GetByOnlineIdAsync(onlineId, cancellationToken);
        }
        catch (ArgumentException)
        {
            // No online id looks so; nothing was sent.
            return null;
        }
    }

    private async Task<string> LookAsync(string accountId, CancellationToken cancellationToken)
    {
        try
        {
            return await me.Presence.GetAsync(accountId, cancellationToken) switch
            {
                null => "is nowhere",
                { IsOnline: false, LastOnline: { } last } => $"was here last at {last.ToLocalTime():g}",
                { IsOnline: false } => "is away",
                { Titles: [{ } title, ..] } here => $"plays {title.Name} on {here.Platform}",
                { } here => $"is online on {here.Platform}",
            };
        }
        catch (ThrottledException held)
        {
            TimeSpan wait = held.RetryAt - TimeProvider.System.GetUtcNow();
            Console.WriteLine($"The service wants to be left alone until {held.RetryAt.ToLocalTime():t}.");
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken);
            return "may have moved";
        }
        catch (ProviderException failure) when (failure.IsTransient)
        {
            return $"can not be seen: {failure.UserMessage}";
        }
    }
}
