using GameAuth;
using GameAuth.Providers;
using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Arguments: the store's directory and an npsso. Each line of input is a step of a party; each line of output its end. Where the service is, is told in the environment.
(string directory, string npsso) = (args[0], args[1]);
HostApplicationBuilder app = Host.CreateApplicationBuilder();
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
using IHost host = app.Build();
await host.StartAsync();
PsnAccount account = await host.Services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(new PastingPrompt(npsso)));
PsnPartySession? session = null;
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    try
    {
        await StepAsync(line);
        Console.WriteLine("done");
    }
    catch (GameAuthException error)
    {
        Console.WriteLine($"{error.GetType().Name}: {error.Message}");
    }
}

await host.StopAsync();

async Task StepAsync(string step)
{
    PsnVoice? voice = session?.Voice;
    switch (step)
    {
        case "join":
            session = await account.Parties.JoinAsync((await account.Parties.ListAsync()).Parties[0]);
            break;
        case "create":
            session = await account.Parties.CreateAsync("Emu Night");
            break;
        case "talk":
            session = await account.Parties.JoinWithVoiceAsync((await account.Parties.ListAsync()).Parties[0]);
            break;
        case "rename":
            await session!.RenameAsync("Emu Day");
            break;
        case "invite":
            await session!.InviteAsync(["9000000000000000002"]);
            break;
        case "voice":
            await session!.StartVoiceAsync();
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
            await session!.LeaveAsync();
            break;
    }
}

internal sealed class PastingPrompt(string npsso) : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret(npsso));
}
