using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A relying party that the application named, and the hosts that its token goes to: all of xboxlive.com for one of its, else the host that it names, and those below. Immutable.</summary>
internal sealed class NamedRelyingParty
{
    private const string XboxLive = "xboxlive.com";

    private readonly string _domain;

    /// <exception cref="GameAuthConfigurationException">It has no host.</exception>
    public NamedRelyingParty(string name)
    {
        Name = name;
        string host = Uri.TryCreate(name, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? uri.IdnHost
            : throw new GameAuthConfigurationException(
                $"xbox: '{ServerText.Clean(name)}' is no relying party: it has no host, so that there is none that its token could go to. "
                + $"Leave relyingParty out, so that the target's host decides, or name one such as https://multiplayer.minecraft.net/.")
            { Provider = XboxDefaults.Provider, Step = "add authentication" };
        IsXboxLive = IsWithin(host, XboxLive);
        _domain = IsXboxLive ? XboxLive : host;
    }

    public string Name { get; }

    public bool IsXboxLive { get; }

    public bool Covers(Uri target) => target.Scheme == Uri.UriSchemeHttps && IsWithin(target.IdnHost, _domain);

    private static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.');
}
