namespace GameAuth.Xbox;

/// <summary>Makes subscriptions anew on a connection that has taken the place of another one.</summary>
internal static class SubscriptionMigration
{
    /// <summary>Whether a failure may pass, so that trying again is right.</summary>
    public static bool MayPass(GameAuthException failure) => failure is ProviderException { IsTransient: true } or ThrottledException or OutcomeUnknownException;

    /// <summary>How long to wait before the next try: the back-off, and no less than the service wants.</summary>
    public static TimeSpan Pause(RtaConnector connector, int failures, GameAuthException? failure)
    {
        TimeSpan pause = connector.BackOff.Pause(failures);
        TimeSpan wanted = failure is ThrottledException throttled ? throttled.RetryAt - connector.Time.GetUtcNow() : TimeSpan.Zero;
        return pause > wanted ? pause : wanted;
    }

    /// <summary>Subscribes until every subscription is on the connection. One that is refused for good ends; those that are refused for now are tried again.</summary>
    /// <param name="connector">Knows clock, log and back-off.</param>
    /// <param name="account">Whose.</param>
    /// <param name="feeds">The subscriptions.</param>
    /// <param name="session">Where they go.</param>
    /// <param name="previous">Where they come from, when that still stands: it goes on serving those that have not moved.</param>
    /// <param name="cancellationToken">Ends the move.</param>
    public static async Task RunAsync(
        RtaConnector connector, XboxAccount account, RtaFeeds feeds, RtaSession session, RtaSession? previous, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!session.Lost.IsCompleted)
        {
            GameAuthException? again = null;
            foreach (RtaFeed feed in feeds.NotOn(session))
            {
                again = await MoveAsync(connector, account, feeds, feed, session, cancellationToken).ConfigureAwait(false) ?? again;
            }

            if (previous is not null)
            {
                // Once more after that: somebody may have subscribed there in the last moment.
                await previous.DisposeAsync().ConfigureAwait(false);
                previous = null;
            }
            else if (again is null)
            {
                return;
            }

            if (again is not null)
            {
                await Task.Delay(Pause(connector, failures++, again), connector.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<GameAuthException?> MoveAsync(
        RtaConnector connector, XboxAccount account, RtaFeeds feeds, RtaFeed feed, RtaSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.SubscribeAsync(feed, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GameAuthException refused)
        {
            bool again = MayPass(refused);
            XboxLog.RtaNotRenewed(connector.Log, account.Id, refused.GetType().Name, again);
            if (!again)
            {
                feeds.Remove(feed);
                feed.Close(refused, drop: false);
            }

            return again ? refused : null;
        }
    }
}
