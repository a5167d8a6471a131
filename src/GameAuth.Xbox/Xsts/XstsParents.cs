namespace GameAuth.Xbox;

/// <summary>The tokens that an XSTS token is asked for with.</summary>
internal sealed class XstsParents
{
    public required Secret User { get; init; }

    /// <summary>Null for an application that is no title.</summary>
    public Secret? Title { get; init; }

    /// <summary>Beside a title token the very one that it was issued with. Null where none is sent.</summary>
    public Secret? Device { get; init; }

    /// <summary>Says to the mint that XSTS has refused one of them.</summary>
    public required Action<RejectedToken> Refuse { get; init; }
}
