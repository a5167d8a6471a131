using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Hytale;

/// <summary>What the second half of a join came to. It prints without tokens.</summary>
public sealed class JoinResult
{
    internal JoinResult(HytaleToken access, Secret serverAccessToken) => (Access, ServerAccessToken) = (new HytaleTokenResult(access), serverAccessToken);

    internal JoinResult(JoinRefusal refusal, HytaleTokenResult access) => (Refusal, Access) = (refusal, access);

    /// <summary>Why the player is refused; <see cref="JoinRefusal.None"/> where he is in.</summary>
    public JoinRefusal Refusal { get; }

    /// <summary>What the access token was found to be.</summary>
    public HytaleTokenResult Access { get; }

    /// <summary>The server's own access token, to be sent to the player, who validates it in turn; null where he is refused.</summary>
    public Secret? ServerAccessToken { get; }

    /// <summary>What the service said, where it refused (<see cref="JoinRefusal.ServerGrant"/>). With the code <see cref="HytaleErrorCode.Unauthorized"/> for every player it is the server's own session that it refuses.</summary>
    public ProviderException? Failure { get; internal init; }

    /// <summary>Whether the player is in.</summary>
    [MemberNotNullWhen(true, nameof(ServerAccessToken))]
    public bool IsAdmitted => ServerAccessToken is not null;

    /// <summary>The refusal, or whose access it is.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => IsAdmitted ? $"admitted: {Access}" : $"refused: {Refusal} ({Access})";
}

/// <summary>Why a player was not let in.</summary>
public enum JoinRefusal
{
    /// <summary>The player was not refused.</summary>
    None = 0,

    /// <summary>The identity token is not good; the result's token refusal says why. <see cref="HytaleTokenRefusal.KeysUnavailable"/> is not the player's fault.</summary>
    IdentityToken = 1,

    /// <summary>The identity token is somebody else's: its id is not the one that the client gave.</summary>
    OtherPlayer = 2,

    /// <summary>The identity token has another name than the client gave.</summary>
    OtherName = 3,

    /// <summary>The service gives no grant for this player to this server; the result's failure has its words.</summary>
    Grant = 4,

    /// <summary>The access token is not good: for another server, bound to another certificate, expired. The result's token refusal says why.</summary>
    AccessToken = 5,

    /// <summary>The access token is about somebody else than the identity token.</summary>
    OtherHolder = 6,

    /// <summary>The service does not take the grant that the client brought for the server; the result's failure has its words.</summary>
    ServerGrant = 7,
}

/// <summary>What the first half of a join came to. It prints without tokens.</summary>
public sealed class JoinStart
{
    internal JoinStart(JoiningPlayer player) => Player = player;

    internal JoinStart(JoinRefusal refusal, HytaleTokenResult identity) => (Refusal, Identity) = (refusal, identity);

    /// <summary>Why the player is refused; <see cref="JoinRefusal.None"/> where he is not.</summary>
    public JoinRefusal Refusal { get; }

    /// <summary>What the identity token was found to be, where the player is refused.</summary>
    public HytaleTokenResult Identity { get; }

    /// <summary>The player, who has to answer; null where he is refused.</summary>
    public JoiningPlayer? Player { get; }

    /// <summary>What the service said, where it refused (<see cref="JoinRefusal.Grant"/>). With the code <see cref="HytaleErrorCode.Unauthorized"/> for every player it is the server's own session that it refuses.</summary>
    public ProviderException? Failure { get; internal init; }

    /// <summary>Whether the join goes on.</summary>
    [MemberNotNullWhen(true, nameof(Player))]
    public bool GoesOn => Player is not null;

    /// <summary>The refusal, or who joins.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => Player?.ToString() ?? $"refused: {Refusal} ({Identity})";
}
