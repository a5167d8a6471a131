using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;
using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Interop;

/// <summary>
/// The client of push meets a server by npm ws, so that its handshake, its pings and its close are judged by another implementation of RFC 6455 than .NET's. What the server demands is
/// written from the published facts. The player signs in at the emulator.
/// </summary>
public sealed class A_push_server_is_met : ISignInPrompt
{
    private GameAuthEmulator? _emulator;

    [PeerTheory]
    [InlineData(PsnPushProtocol.Version21)]
    [InlineData(PsnPushProtocol.Version30)]
    public async Task By_a_client_that_introduces_itself_pings_and_comes_back(PsnPushProtocol protocol)
    {
        using NodeServer server = await NodeServer.StartAsync("push.mjs");
        await using GameAuthEmulator emulator = _emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "psn" } });
        using IHost host = await StartAsync(emulator, server.Address);
        PsnAccount me = await host.Services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(this));

        List<PsnPushEvent> heard = [];
        await using (PsnPushConnection push = await me.Push.ConnectAsync(new PsnPushOptions { AppType = "EMU_APP", Protocol = protocol, KeepAliveStatus = PsnKeepAliveStatus.Voice }))
        {
            using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
            await foreach (PsnPushEvent news in push.WithCancellation(limit.Token))
            {
                heard.Add(news);
                if (news.DataType == "psn:emu:last")
                {
                    break;
                }
            }
        }

        await host.StopAsync();
        JsonObject seen = await server.EndAsync();
        Assert.Equal([PsnPartyEventKind.Created, PsnPartyEventKind.MembersJoined], heard.OfType<PsnPartyEvent>().Select(static party => party.Kind));
        Assert.Equal([typeof(PsnPartyChanged), typeof(PsnPushMissed), typeof(PsnPartyChanged), typeof(PsnPushOther)], heard.Select(static news => news.GetType()));
        Assert.Equal("[]", seen["violations"]!.ToJsonString());
        Assert.Equal("""["false","true"]""", seen["reconnections"]!.ToJsonString());
        Assert.True(seen["pings"]!.GetValue<int>() >= 2, seen.ToJsonString());
        Assert.Equal(1, seen["pongs"]!.GetValue<int>());
        Assert.Equal(4, seen["ids"]!.AsArray().Count);

        // The first connection was cut by the server; the second one ends with a goodbye.
        Assert.Equal("[1006,1000]", seen["closed"]!.ToJsonString());
        string[] messages = [.. seen["messages"]!.AsArray().Select(static one => one!.GetValue<string>())];
        Assert.Equal(protocol is PsnPushProtocol.Version30 ? 2 : 0, messages.Length);
        Assert.All(messages, message => Assert.StartsWith(
            $$$"""{"version":"3.0","method":1003,"tranId":"1","accountId":{{{me.Subject}}},"status":"active","auth":{"accessToken":""", message, StringComparison.Ordinal));
    }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret(_emulator!.Psn.NpssoOf("EmuTrophies")));

    private static async Task<IHost> StartAsync(GameAuthEmulator emulator, Uri push)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddGameAuth(static options => options.ApplicationName = "interop")
            .UseMemoryStore()
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPsn(options => options.Endpoints["push"] = push);
        IHost host = app.Build();
        await host.StartAsync();
        return host;
    }
}
