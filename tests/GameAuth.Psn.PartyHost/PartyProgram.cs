using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Psn.PartyHost;

/// <summary>A program that is signed in and takes steps of a party. The tests start it as a process, to kill it, and in their own, to see what the next start does.</summary>
public sealed class PartyProgram : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly PsnAccount _account;
    private PsnPartySession? _session;

    private PartyProgram(IHost host, PsnAccount account) => (_host, _account) = (host, account);

    /// <summary>Starts it.</summary>
    /// <param name="settings">Where the service is; what is not said here is said in the environment.</param>
    /// <param name="directory">The store's directory.</param>
    /// <param name="npsso">What is pasted.</param>
    public static async Task<PartyProgram> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings, string directory, string npsso)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        app.Configuration.AddInMemoryCollection(settings);
        app.Logging.ClearProviders();
        app.Services.AddGameAuth(static options =>
            {
                options.ApplicationName = "psn-host";
                options.AllowLoopbackHttp = true;
            })
            .UseFileStore(directory)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPsn()

            // A test that kills a process after each step does not wait half a minute for each of them.
            .AddPaceRules(new PaceRule("psn/parties/*") { MinSpacing = TimeSpan.FromMilliseconds(50) }, new PaceRule("psn/voice/*") { Gap = new PaceGap(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(10)) });
        IHost host = app.Build();
        await host.StartAsync();
        return new PartyProgram(host, await host.Services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(new PastingPrompt(npsso))));
    }

    /// <summary>Takes a step.</summary>
    public async Task StepAsync(string step)
    {
        PsnVoice? voice = _session?.Voice;
        switch (step)
        {
            case "join":
                _session = await _account.Parties.JoinAsync((await _account.Parties.ListAsync()).Parties[0]);
                break;
            case "create":
                _session = await _account.Parties.CreateAsync("Emu Night");
                break;
            case "talk":
                _session = await _account.Parties.JoinWithVoiceAsync((await _account.Parties.ListAsync()).Parties[0]);
                break;
            case "rename":
                await _session!.RenameAsync("Emu Day");
                break;
            case "invite":
                await _session!.InviteAsync(["9000000000000000002"]);
                break;
            case "voice":
                await _session!.StartVoiceAsync();
                break;
            case "answer":
                await voice!.AnswerAsync("v=0\r\n");
                break;
            case "reoffer":
                await voice!.ReofferAsync();
                break;
            case "read":
                await voice!.ReadAsync();
                break;
            case "end":
                await voice!.EndAsync();
                break;
            default:
                await _session!.LeaveAsync();
                break;
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class PastingPrompt(string npsso) : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret(npsso));
    }
}
