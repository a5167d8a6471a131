using GameAuth.Hytale;

namespace HytaleServer;

/// <summary>Tells of each renewal, which also is when a server would take the new tokens over.</summary>
internal static class SessionNews
{
    public static async Task TellAsync(HytaleGameSession session, CancellationToken cancellationToken)
    {
        int seen = session.Changes;
        while (!session.Over.IsCancellationRequested)
        {
            await session.WaitForChangeAsync(seen, cancellationToken);
            seen = session.Changes;
            Console.WriteLine(session.State is HytaleGameSessionState.Live
                ? $"The game session has new tokens, good until {session.ExpiresAt.ToLocalTime():T}."
                : $"The game session is {session.State}: {session.Failure?.UserMessage}");
        }
    }
}
