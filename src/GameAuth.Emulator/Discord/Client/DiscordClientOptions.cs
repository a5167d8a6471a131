namespace GameAuth.Emulator;

/// <summary>The emulated Discord client: a page that frames the first application as its Activity, and the proxy that stands before the application.</summary>
public sealed class DiscordClientOptions
{
    /// <summary>
    /// The URL mappings of the application, as the developer portal has them: a prefix such as <c>/</c> or <c>/api</c>, and the address on loopback that it leads to. The longest prefix that fits is taken. Default: none, and the proxy
    /// answers 404. They may be changed while no request is on its way; one that leads further than loopback fails the start, and is answered with 502 where it is set later.
    /// </summary>
    public IDictionary<string, Uri> UrlMappings { get; } = new Dictionary<string, Uri>(StringComparer.Ordinal);

    /// <summary>
    /// The origin of the page, where something before the emulator gives it one, such as <c>https://discord.com</c>. Null (the default) for the emulator's own address. The embedded SDK listens to Discord's own
    /// origins, to that of the Activity and to <c>http://localhost:3333</c>.
    /// </summary>
    public Uri? Origin { get; set; }

    /// <summary>The origin of the Activity, where something before the emulator gives it one, such as <c>https://930000000000000001.discordsays.com</c>. Null (the default) for the emulator's own address.</summary>
    public Uri? ActivityOrigin { get; set; }

    /// <summary>The RPC commands that this client is too old for: they are answered with 4002. Default: none.</summary>
    public ISet<string> UnknownCommands { get; } = new HashSet<string>(StringComparer.Ordinal);
}
