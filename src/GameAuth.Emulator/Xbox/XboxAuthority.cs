using System.Buffers.Text;
using System.Security.Cryptography;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;
using GameAuth.Emulator.Xbox.Minecraft;
using GameAuth.Emulator.Xbox.Realtime;
using GameAuth.Emulator.Xbox.Signing;
using GameAuth.Emulator.Xbox.Tokens;

namespace GameAuth.Emulator.Xbox;

/// <summary>What the Xbox hosts know together: who may sign in, and every token given out.</summary>
internal sealed class XboxAuthority(EmulatorCore core, XboxEmulatorOptions options) : AuthorizationServer<EmulatedPlayer>(core)
{
    public XboxEmulatorOptions Options => options;

    public override AuthorizationServerSettings Settings => new(options.PollInterval, options.EnforcePollInterval, options.DetectRefreshTokenReuse);

    public override IReadOnlyList<EmulatedPlayer> Owners => Core.Players;

    public override SignInPage<EmulatedPlayer> Page { get; } = new("Microsoft", "player", player => (player.Gamertag, null));

    public TokenRegistry<XboxToken> Tokens { get; } = new();

    public SisuSessions SisuSessions { get; } = new();

    /// <summary>Everybody whom the API hosts know, as they are now.</summary>
    public XboxPeople People { get; } = new(core.Players);

    /// <summary>Who is told what changes.</summary>
    public RtaHub Realtime { get; } = new(core);

    public MinecraftKeys MinecraftKeys { get; } = new();

    public override bool IsCalled(EmulatedPlayer owner, string name) => owner.IsCalled(name);

    public override string NewDeviceCode() => "EMULATOR-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));

    /// <summary>Eight characters that nobody mistakes for another.</summary>
    public override string NewUserCode() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8);

    public override void Mint(Exchange exchange, TokenFamily<EmulatedPlayer> family)
    {
        family.AccessToken = Issue(exchange, XboxTokenKind.MsaAccess, family: family);
        family.RefreshToken = family.HasRefreshToken ? Issue(exchange, XboxTokenKind.MsaRefresh, family: family) : null;
    }

    /// <summary>Finds a token that a request presents, and notes that it was spent.</summary>
    public XboxToken? Present(Exchange exchange, XboxTokenKind kind, string? value) => Tokens.Present(exchange, value, token => token.Kind == kind);

    public XboxToken Issue(
        Exchange exchange,
        XboxTokenKind kind,
        EmulatedPlayer? player = null,
        TokenFamily<EmulatedPlayer>? family = null,
        XboxProofKey? key = null,
        XboxToken? device = null,
        string? relyingParty = null,
        string? deviceId = null,
        string? titleId = null)
    {
        bool azure = kind is XboxTokenKind.MsaAccess && family is { IsAzure: true };
        return Tokens.Issue(exchange, new XboxToken
        {
            Value = XboxTokenText.New(kind),
            Kind = kind,
            IssuedAt = exchange.Now,
            NotAfter = exchange.Now + (azure ? options.Lifetimes.AzureAccess : options.Lifetimes.Of(kind)),
            Player = player ?? family?.Owner,
            Family = family,
            Key = key,
            Device = device,
            RelyingParty = relyingParty,
            DeviceId = deviceId,
            TitleId = titleId,
        });
    }
}
