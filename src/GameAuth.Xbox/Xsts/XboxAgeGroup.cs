namespace GameAuth.Xbox;

/// <summary>The age group of a player (claim <c>agg</c>).</summary>
public enum XboxAgeGroup
{
    /// <summary>Not said, or a word that this version does not know.</summary>
    Unknown,

    /// <summary>A child.</summary>
    Child,

    /// <summary>A teenager.</summary>
    Teen,

    /// <summary>An adult.</summary>
    Adult,
}
