namespace GameAuth.Hytale;

/// <summary>How a game session stands at one moment, all of it from the same moment. Immutable.</summary>
internal sealed record SessionSnapshot(GameSessionTokens Tokens, HytaleGameSessionState State, GameAuthException? Failure, int Changes)
{
    public bool IsOver => State is HytaleGameSessionState.Ended or HytaleGameSessionState.Lost;
}
