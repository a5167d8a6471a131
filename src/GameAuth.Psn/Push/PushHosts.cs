using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Where push connections go: to the endpoint that hands out their address, and to hosts below the service's own domain for them. Emulated, all of that is on loopback.</summary>
internal sealed class PushHosts(Uri endpoint)
{
    private const string Domain = ".np.communication.playstation.net";
    private const string Path = "/np/pushNotification";
    private const int MaxName = 253;

    private readonly bool _isEmulated = EndpointRules.IsLoopback(endpoint);

    /// <summary>The address at which a connection is handed out.</summary>
    public Uri AddressOf(PsnPushOptions options) => new(
        endpoint, $"/np/serveraddr?version={PushWords.Of(options.Protocol)}&fields=keepAliveStatus&keepAliveStatusType={PushWords.Of(options.KeepAliveStatus)}");

    /// <summary>Whether a token may go to a target.</summary>
    public bool IsAudience(Uri target) => EndpointRules.IsSameOrigin(target, endpoint)
        || (_isEmulated
            ? EndpointRules.IsLoopback(target) && string.Equals(target.Scheme, endpoint.Scheme, StringComparison.Ordinal)
            : target is { Scheme: "https", IsDefaultPort: true } && IsBelowDomain(target.IdnHost));

    /// <summary>The address of a connection at the host that the service has named; null where that host is not the service's.</summary>
    public Uri? Find(string? host)
    {
        if (host is not { Length: > 0 and <= MaxName })
        {
            return null;
        }

        if (Uri.CheckHostName(host) is UriHostNameType.Dns && (IsBelowDomain(host) || string.Equals(host, endpoint.IdnHost, StringComparison.OrdinalIgnoreCase)))
        {
            // What an emulator calls its host by a live name is the emulator.
            return _isEmulated ? new Uri(endpoint, Path) : new Uri($"https://{host}{Path}");
        }

        return _isEmulated && Uri.TryCreate($"{endpoint.Scheme}://{host}{Path}", UriKind.Absolute, out Uri? local) && IsAudience(local) && local is { UserInfo: "", PathAndQuery: Path, Fragment: "" }
            ? local
            : null;
    }

    private static bool IsBelowDomain(string host) => host.EndsWith(Domain, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How the service writes the options of a connection.</summary>
internal static class PushWords
{
    public static string Of(PsnPushProtocol protocol) => protocol is PsnPushProtocol.Version30 ? "3.0" : "2.1";

    public static string Of(PsnKeepAliveStatus status) => status is PsnKeepAliveStatus.Voice ? "3" : "6";
}

/// <summary>Where a connection goes and how often it gives a sign of life: the answer of <c>/np/serveraddr</c>, checked.</summary>
internal sealed record PushAddress(Uri Target, TimeSpan KeepAliveInterval, TimeSpan KeepAliveTimeout)
{
    private const int UnsaidInterval = 10_000;
    private const int UnsaidTimeout = 20_000;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <exception cref="ProviderException">The answer names no host, or one that is not the service's.</exception>
    public static PushAddress Read(ProviderResponse answer, PushHosts hosts)
    {
        PushAddressBody body = answer.ReadJson(PsnServiceJson.Default.PushAddressBody);
        Uri target = hosts.Find(body.Fqdn) ?? throw answer.Failure("names no host of the service (fqdn); nothing was sent there", isTransient: false);
        return new PushAddress(target, Time(body.KeepAliveStatus?.ClientKeepAliveInterval, UnsaidInterval), Time(body.KeepAliveStatus?.ClientKeepAliveTimeout, UnsaidTimeout));
    }

    // In milliseconds. A time that makes no sense must neither flood the service nor keep a dead connection.
    private static TimeSpan Time(string? said, int unsaid)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(FieldParser.CountOrNull(said) is > 0 and { } known ? known : unsaid);
        return time < Shortest ? Shortest : time > Longest ? Longest : time;
    }
}

/// <summary>The answer that hands out a connection. Any member may be missing.</summary>
internal sealed class PushAddressBody
{
    public string? Fqdn { get; set; }

    public PushKeepAliveBody? KeepAliveStatus { get; set; }
}

/// <summary>When the service wants signs of life, in milliseconds.</summary>
internal sealed class PushKeepAliveBody
{
    public string? ClientKeepAliveInterval { get; set; }

    public string? ClientKeepAliveTimeout { get; set; }
}
