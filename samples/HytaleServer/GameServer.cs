using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Hytale;
using HytaleServer.Join;
using HytaleServer.Emulated;

namespace HytaleServer;

/// <summary>The server: one account, one game session that is kept alive, one listener for players.</summary>
internal static class GameServer
{
    public static async Task RunAsync(Stage stage, CancellationToken cancellationToken)
    {
        // Silent when something is stored, with a code to type when not.
        HytaleAccount me = await stage.Hytale.SignInAsync(stage.SignIn, cancellationToken);
        Console.WriteLine($"Signed in as {me.DisplayName}.");
        Guid profile = await ProfileChoice.MakeAsync(stage, me, cancellationToken);

        // A gateway wants to know before; Hytale's own services have no such call, and nothing is sent.
        await me.SelectProfileAsync(profile, cancellationToken);
        await using HytaleGameSession session = await me.CreateGameSessionAsync(profile, cancellationToken);
        Console.WriteLine($"The game session is kept alive; its tokens are good until {session.ExpiresAt.ToLocalTime():T}.");
        await Show.TokensAsync(session, stage.Tokens, cancellationToken);
        await ServeAsync(stage, session, cancellationToken);
        await EndAsync(session);
    }

    private static async Task ServeAsync(Stage stage, HytaleGameSession session, CancellationToken cancellationToken)
    {
        using X509Certificate2 certificate = SelfSigned.Make("CN=hytale-server", stage.Time);

        // A name of this server alone, so that a token for it is good nowhere else.
        JoinHandshake handshake = new(session, stage.Tokens, RandomNumberGenerator.GetHexString(32, lowercase: true), certificate);
        using JoinListener listener = JoinListener.Open(handshake, certificate, stage.Choices.Port);
        Console.WriteLine($"Players may join at {listener.Address}. Ctrl+C ends the session.");

        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Over);
        Task[] work = [listener.RunAsync(ends.Token), SessionChanges.TellAsync(session, ends.Token), PlayAsync(stage, listener, ends.Token)];
        try
        {
            // What fails first ends the others. A player of the emulator who is done does not.
            await foreach (Task done in Task.WhenEach(work))
            {
                await done;
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
        }
        finally
        {
            await ends.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A session that is lost lets nobody in.
        if (session is { State: ResourceState.Lost, Failure: { } failure })
        {
            throw failure;
        }
    }

    /// <summary>The emulator brings a player; at the real services they come by themselves.</summary>
    private static async Task PlayAsync(Stage stage, JoinListener listener, CancellationToken cancellationToken)
    {
        if (stage.Emulator is { } emulator)
        {
            await using EmulatedLauncher launcher = await EmulatedLauncher.StartAsync(emulator, cancellationToken);
            await launcher.JoinTwiceAsync(listener.Address, cancellationToken);
        }
    }

    // The host's stop would do it too, and say nothing.
    private static async Task EndAsync(HytaleGameSession session)
    {
        try
        {
            await session.EndAsync(CancellationToken.None);
            Console.WriteLine("The game session is ended.");
        }
        catch (GameAuthException failure)
        {
            Console.WriteLine($"The game session was not ended at the service, and runs out by itself at {session.ExpiresAt.ToLocalTime():T}: {failure.UserMessage}");
        }
    }
}

/// <summary>Tells of each renewal, which also is when a server would take the new tokens over.</summary>
internal static class SessionChanges
{
    public static async Task TellAsync(HytaleGameSession session, CancellationToken cancellationToken)
    {
        int seen = session.Changes;
        while (!session.Over.IsCancellationRequested)
        {
            await session.WaitForChangeAsync(seen, cancellationToken);
            seen = session.Changes;
            Console.WriteLine(session.State is ResourceState.Live
                ? $"The game session has new tokens, good until {session.ExpiresAt.ToLocalTime():T}."
                : $"The game session is {session.State}: {session.Failure?.UserMessage}");
        }
    }
}
