using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Hytale;

/// <summary>What the first half of a join came to. It prints without tokens.</summary>
public sealed class HytaleJoinStart
{
    internal HytaleJoinStart(HytaleJoiningPlayer player) => Player = player;

    internal HytaleJoinStart(HytaleJoinRefusal refusal, HytaleTokenResult identity) => (Refusal, Identity) = (refusal, identity);

    /// <summary>Why the player is refused; <see cref="HytaleJoinRefusal.None"/> where he is not.</summary>
    public HytaleJoinRefusal Refusal { get; }

    /// <summary>What the identity token was found to be, where the player is refused.</summary>
    public HytaleTokenResult Identity { get; }

    /// <summary>The player, who has to answer; null where he is refused.</summary>
    public HytaleJoiningPlayer? Player { get; }

    /// <summary>What the service said, where it refused (<see cref="HytaleJoinRefusal.Grant"/>). With the code <see cref="HytaleErrorCode.Unauthorized"/> for every player it is the server's own session that it refuses.</summary>
    public ProviderException? Failure { get; internal init; }

    /// <summary>Whether the join goes on.</summary>
    [MemberNotNullWhen(true, nameof(Player))]
    public bool GoesOn => Player is not null;

    /// <summary>The refusal, or who joins.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => Player?.ToString() ?? $"refused: {Refusal} ({Identity})";
}
