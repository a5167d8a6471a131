namespace GameAuth.Xbox;

/// <summary>What the host of an entry stands for.</summary>
internal enum EndpointHostKind
{
    /// <summary>That host alone.</summary>
    Name,

    /// <summary>Every host below a name, at any depth, but not the name itself.</summary>
    Below,

    /// <summary>Addresses in a network (CIDR).</summary>
    Network,
}
