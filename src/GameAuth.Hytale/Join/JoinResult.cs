using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Hytale;

/// <summary>What the second half of a join came to. It prints without tokens.</summary>
public sealed class JoinResult
{
    internal JoinResult(HytaleToken access, Secret serverAccessToken) => (Access, ServerAccessToken) = (new HytaleTokenResult(access), serverAccessToken);

    internal JoinResult(HytaleJoinRefusal refusal, HytaleTokenResult access) => (Refusal, Access) = (refusal, access);

    /// <summary>Why the player is refused; <see cref="HytaleJoinRefusal.None"/> where he is in.</summary>
    public HytaleJoinRefusal Refusal { get; }

    /// <summary>What the access token was found to be.</summary>
    public HytaleTokenResult Access { get; }

    /// <summary>The server's own access token, to be sent to the player, who validates it in turn; null where he is refused.</summary>
    public Secret? ServerAccessToken { get; }

    /// <summary>What the service said, where it refused (<see cref="HytaleJoinRefusal.ServerGrant"/>). With the code <see cref="HytaleErrorCode.Unauthorized"/> for every player it is the server's own session that it refuses.</summary>
    public ProviderException? Failure { get; internal init; }

    /// <summary>Whether the player is in.</summary>
    [MemberNotNullWhen(true, nameof(ServerAccessToken))]
    public bool IsAdmitted => ServerAccessToken is not null;

    /// <summary>The refusal, or whose access it is.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => IsAdmitted ? $"admitted: {Access}" : $"refused: {Refusal} ({Access})";
}
