namespace GameAuth.Xbox;

/// <summary>Which list says whose token and which signature go to a host (Microsoft's title endpoint list, NSAL).</summary>
public enum XboxEndpointList
{
    /// <summary>The list that comes with this package. Nothing is fetched.</summary>
    Bundled,

    /// <summary>
    /// The public default list of title.mgt.xboxlive.com, fetched once a day and kept in the store; the bundled one as long as none could be had. It never sends a token to a
    /// domain that the bundled list does not send it to.
    /// </summary>
    Refreshed,
}
