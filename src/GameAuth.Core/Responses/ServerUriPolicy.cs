namespace GameAuth.Providers;

/// <summary>Which addresses of a server's answer may reach a prompt, a QR code or a browser. Immutable.</summary>
public sealed class ServerUriPolicy
{
    // As it is sent and shown: escaped, a character may be nine. Then it fits into a QR code too.
    private const int MaxLength = 2048;
    private readonly string _provider;
    private readonly string[] _hosts;

    /// <summary>Names the hosts.</summary>
    /// <param name="provider">The provider, for the error.</param>
    /// <param name="hosts">Hosts such as <c>login.live.com</c>, or <c>*.example.com</c> for every name below it. Only their port 443.</param>
    public ServerUriPolicy(string provider, params IReadOnlyCollection<string> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        _provider = provider;
        _hosts = [.. hosts];
    }

    /// <summary>Whether http and https on a loopback address, at any port, pass too: for an emulator. Default false.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Checks an address: absolute, https, a host of the list, no user information, nothing in it that is invisible when shown.</summary>
    /// <param name="address">The text from the server.</param>
    /// <param name="step">The step whose answer it is from, for the error.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ProviderException">The address does not pass; the message says why and repeats nothing of it.</exception>
    public Uri Check(string? address, string step)
    {
        if (string.IsNullOrEmpty(address) || address.Length > MaxLength || address.Contains('\\', StringComparison.Ordinal)
            || address.Contains(' ', StringComparison.Ordinal) || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            || uri.AbsoluteUri.Length > MaxLength || !IsPlain(Uri.UnescapeDataString(address)))
        {
            throw Refused(step, "is not an absolute address in plain characters");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Refused(step, "carries user information");
        }

        if (AllowLoopback && uri.IsLoopback && uri.Scheme is "http" or "https")
        {
            return uri;
        }

        if (uri.Scheme is not "https")
        {
            throw Refused(step, "is not https");
        }

        return uri.IsDefaultPort && Array.Exists(_hosts, host => Matches(uri.IdnHost, host))
            ? uri
            : throw Refused(step, "is on a host that is not the provider's");
    }

    /// <summary>An address that may be there, for an answer that is worth more than it.</summary>
    /// <param name="address">The text from the server, or null.</param>
    /// <param name="step">The step whose answer it is from.</param>
    /// <returns>The address; null where there is none, or it does not pass.</returns>
    public Uri? Find(string? address, string step)
    {
        try
        {
            return string.IsNullOrWhiteSpace(address) ? null : Check(address, step);
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private static bool IsPlain(string text) => string.Equals(ServerText.Clean(text, MaxLength * 2), text, StringComparison.Ordinal);

    private static bool Matches(string host, string pattern) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private ProviderException Refused(string step, string why) =>
        new($"{_provider}: an address in the answer of step '{step}' {why}; it was not shown or opened.", null, null, isTransient: false)
        {
            Provider = _provider,
            Step = step,
        };
}
