using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Tokens;
using GameAuth.Emulator.Xbox.Login;
using GameAuth.Emulator.Xbox.People;
using GameAuth.Emulator.Xbox.Realtime;
using GameAuth.Emulator.Xbox.Minecraft;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox;

/// <summary>What the Xbox hosts know together: who may sign in, and every token given out.</summary>
internal sealed class XboxAuthority(EmulatorCore core, XboxEmulatorOptions options)
{
    public EmulatorCore Core => core;

    public XboxEmulatorOptions Options => options;

    public TokenRegistry<XboxToken> Tokens { get; } = new();

    public DeviceGrants DeviceGrants { get; } = new();

    public TokenRegistry<AuthorizationCode> Codes { get; } = new();

    public SisuSessions SisuSessions { get; } = new();

    /// <summary>Everybody whom the API hosts know, as they are now.</summary>
    public XboxPeople People { get; } = new(core.Players);

    /// <summary>Who is told what changes.</summary>
    public RtaHub Realtime { get; } = new(core);
    public MinecraftKeys MinecraftKeys { get; } = new();

    /// <summary>Finds a token that a request presents, and notes that it was spent.</summary>
    public XboxToken? Present(Exchange exchange, XboxTokenKind kind, string? value)
    {
        if (Tokens.Find(value) is not { } token || token.Kind != kind) return null;
        exchange.MentionSpent(token);
        return token;
    }

    public XboxToken Issue(
        Exchange exchange,
        XboxTokenKind kind,
        EmulatedPlayer? player = null,
        GrantFamily? family = null,
        XboxProofKey? key = null,
        XboxToken? device = null,
        string? relyingParty = null,
        string? deviceId = null,
        string? titleId = null)
    {
        bool azure = kind is XboxTokenKind.MsaAccess && family is { IsAzure: true };
        XboxToken token = new()
        {
            Value = XboxTokenText.New(kind),
            Kind = kind,
            IssuedAt = exchange.Now,
            NotAfter = exchange.Now + (azure ? options.Lifetimes.AzureAccess : options.Lifetimes.Of(kind)),
            Player = player ?? family?.Player,
            Family = family,
            Key = key,
            Device = device,
            RelyingParty = relyingParty,
            DeviceId = deviceId,
            TitleId = titleId,
        };
        Tokens.Add(token);
        exchange.MentionIssued(token);
        return token;
    }
}
