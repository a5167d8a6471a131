namespace GameAuth.Torture;

/// <summary>What a row after a kill says about the store.</summary>
internal enum Verdict
{
    /// <summary>The last acknowledged value or the one in flight, or no row where that is one of the two.</summary>
    Kept,

    /// <summary>There was a value, nobody deleted it, and none is to be had.</summary>
    Lost,

    /// <summary>Something that was neither saved last nor about to be.</summary>
    Wrong,
}
