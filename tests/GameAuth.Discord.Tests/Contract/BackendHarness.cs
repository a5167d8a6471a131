using GameAuth.Discord.Tests.World;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Discord.Tests.Contract;

/// <summary>A real backend, for the contract of the socket: its token goes in the first frame.</summary>
public sealed class BackendHarness : ProviderHarness
{
    private BackendWorld _world = null!;
    private DiscordProvider? _front;
    private DiscordGrant? _grant;

    public override Uri ApiTarget => new(_world.Backend.Address, "/api/me");

    public override IEnumerable<string> Secrets => _grant is { } grant ? [grant.AccessToken.Reveal(), grant.RefreshToken.Reveal()] : [];

    // The first frame has the access token.
    public override IEnumerable<string> SecretsOfFrames => _grant is { } grant ? [grant.AccessToken.Reveal()] : [];

    public override bool HasSocket => true;

    public override bool HandshakeCarriesToken => false;

    public override async Task StartServerAsync() => _world = await BackendWorld.StartAsync();

    public override void AddProvider(GameAuthBuilder gameAuth) => gameAuth.AddDiscord(options =>
    {
        options.ClientId = Emulator.EmulatedDiscordApplication.Default.Id;
        options.Backend = _world.Backend.Address;
    });

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddDiscordAuthentication();

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        _front = (DiscordProvider)services.GetRequiredService<IDiscordAuth>();
        asked();
        DiscordAccount account = await _front.SignInAsync(DiscordSignIn.Activity(_world.Code()) with { ForcePrompt = forcePrompt }, cancellationToken);
        _grant = await account.GetTokenAsync(_front.Grants, cancellationToken: cancellationToken);
        return account;
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) => await services.GetRequiredService<IDiscordAuth>().FindAsync();

    public override async Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) => await account.GetTokenAsync(_front!.Grants, cancellationToken: cancellationToken).ConfigureAwait(false);

    public override async Task<IAsyncDisposable> OpenSocketAsync(Account account, Uri? target = null) => target is null
        ? await ((DiscordAccount)account).ConnectRealtimeAsync()
        : await AccountSocket.ConnectAsync(_front!.Api, account, new AccountSocketCall("contract", target) { CarriesToken = false }, CancellationToken.None);

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/api/auth/discord/exchange" => WireCall.SignIn,
        "/api/auth/refresh" => WireCall.Refresh,
        "/api/me" => WireCall.Api,
        _ => WireCall.Other,
    };

    public override void ExpireLeaf() => ExpireLeafAndGrant();

    // The world has a clock of its own, which stands still.
    public override void ExpireLeafAndGrant()
    {
    }

    public override void MakeLeafDue() => throw new NotSupportedException();

    public override void RefuseLeaves() => throw new NotSupportedException();

    public override void EndGrant() => throw new NotSupportedException();

    public override HttpResponseMessage RefreshRefusal() => throw new NotSupportedException();

    public override void ShapeTokens(Func<string, string> shape) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _world.DisposeAsync();
    }

    protected override void SetServerAhead(TimeSpan ahead) => throw new NotSupportedException();
}
