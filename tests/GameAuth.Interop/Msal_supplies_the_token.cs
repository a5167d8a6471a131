using GameAuth.Emulator;
using GameAuth.Interop.Msal;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Client;
using XboxMsal;

namespace GameAuth.Interop;

/// <summary>MSAL itself signs the player in, and the sample's class hands its tokens to the door for them.</summary>
public sealed class Msal_supplies_the_token
{
    private const string ClientId = "00000000-0000-0000-0000-0000000000aa";

    [Fact]
    public async Task The_player_signs_in_and_a_token_that_was_refused_is_renewed_by_it()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(Options());
        using MicrosoftDoor door = new(emulator.Hosts["login.live.com"], ClientId);
        MsalTokens tokens = new(CreateMsal(door));
        await tokens.SignInAsync(static _ => Task.CompletedTask, CancellationToken.None);

        await using GameAuthClient ours = await CreateAsync(emulator);
        XboxAccount me = await ours.Get<IXboxAuth>().SignInAsync(XboxSignIn.MicrosoftToken(tokens.GetAsync));
        Assert.Equal(EmulatedPlayer.Default.Gamertag, me.Gamertag);
        Assert.Equal((1, 0, 1), (emulator.Log.Count("user.authenticate"), door.Refreshes, emulator.Log.Count("xsts.authorize")));

        // Both are refused although they look good here: MSAL spends its own refresh token, and the player is not asked.
        emulator.Xbox.ExpireNow(XboxTokenKind.User);
        emulator.Xbox.ExpireNow(XboxTokenKind.MsaAccess);
        await me.GetXstsTokenAsync("https://multiplayer.minecraft.net/");
        Assert.Equal((3, 1, 1), (emulator.Log.Count("user.authenticate"), door.Refreshes, emulator.Log.Count("login.refresh")));
        Assert.Equal(1, emulator.Log.Count("login.connect"));
    }

    [Fact]
    public async Task A_player_whom_MSAL_can_not_renew_silently_is_asked_to_sign_in()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(Options());
        using MicrosoftDoor door = new(emulator.Hosts["login.live.com"], ClientId);
        MsalTokens tokens = new(CreateMsal(door));
        await tokens.SignInAsync(static _ => Task.CompletedTask, CancellationToken.None);
        emulator.Faults.Add(new Fault { At = "login.refresh", OAuthError = "invalid_grant" });
        _ = await tokens.GetAsync(CancellationToken.None);

        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => tokens.GetAsync(CancellationToken.None));
        Assert.Equal(SignInReason.Expired, error.Reason);
    }

    private static EmulatorOptions Options() => new()
    {
        SignIns = { new SignInScript { AfterPolls = 0 } },
        Xbox = { PollInterval = TimeSpan.FromSeconds(1) },
    };

    private static IPublicClientApplication CreateMsal(MicrosoftDoor door) => PublicClientApplicationBuilder.Create(ClientId)
        .WithAuthority(new Uri("https://login.microsoftonline.com/consumers")).WithInstanceDiscovery(false).WithHttpClientFactory(door).Build();

    private static Task<GameAuthClient> CreateAsync(GameAuthEmulator emulator) => GameAuthClient.CreateAsync(services => services
        .AddGameAuth(static options =>
        {
            options.ApplicationName = "interop";
            options.AllowLoopbackHttp = true;
        })
        .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
        .AddXbox(options =>
        {
            options.ClientId = ClientId;
            foreach ((string key, string? address) in emulator.Configuration.Where(static one => one.Key.Contains("Xbox:Endpoints:", StringComparison.Ordinal)))
            {
                options.Endpoints[key[(key.LastIndexOf(':') + 1)..]] = new Uri(address!);
            }
        }));
}
