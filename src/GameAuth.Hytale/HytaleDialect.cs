namespace GameAuth.Hytale;

/// <summary>Whom a registration speaks to, and how.</summary>
public enum HytaleDialect
{
    /// <summary>Hytale's own services, as its guide for server providers documents them.</summary>
    Direct,

    /// <summary>A gateway of somebody's own in front of them, with eight endpoints under <c>/api/v1/hytale/oauth</c>; its address is <c>Endpoints:gateway</c>.</summary>
    Gateway,
}
