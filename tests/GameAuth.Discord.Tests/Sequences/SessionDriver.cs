using System.Runtime.CompilerServices;
using System.Text.Json;
using GameAuth.Discord.Tests.World;

namespace GameAuth.Discord.Tests.Sequences;

/// <summary>Plays a sequence against a real backend, and notes what no honest player may meet.</summary>
internal sealed class SessionDriver : IAsyncDisposable
{
    private const string Refresh = "/api/auth/refresh";
    private const string Logout = "/api/auth/logout";

    // The server's bound on a revocation, and the rhythm of its sockets.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2.5);

    private readonly BackendWorld _world;
    private readonly ClientApp[] _apps = new ClientApp[2];
    private readonly RealtimeClient?[] _clients = new RealtimeClient?[2];
    private readonly StrongBox<int>?[] _losses = new StrongBox<int>?[2];
    private readonly List<RealtimeClient> _all = [];
    private readonly List<ClientApp> _everybody = [];
    private bool _isSignedIn;
    private bool _isWordHeard;
    private bool _isUp = true;

    private SessionDriver(BackendWorld world) => _world = world;

    /// <summary>What was wrong.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>What has happened, for a failure's message and for what was reached.</summary>
    public List<string> Log { get; } = [];

    public static async Task<SessionDriver> StartAsync()
    {
        SessionDriver driver = new(await BackendWorld.StartAsync());
        for (int app = 0; app < 2; app++)
        {
            await driver.StartAppAsync(app);
        }

        await driver.SignInAsync(0);
        return driver;
    }

    public async Task PlayAsync(SessionSequence sequence)
    {
        foreach (SessionTurn turn in sequence.Turns)
        {
            await PlayAsync(turn);
            await NoteWordAsync();
        }

        await HealAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RealtimeClient client in _all)
        {
            await _world.WalkAsync(client.DisposeAsync().AsTask());
        }

        await _world.DisposeAsync();
    }

    private async Task PlayAsync(SessionTurn turn)
    {
        ClientApp app = _apps[turn.App];
        switch (turn.Move)
        {
            case SessionMove.Call:
                await CallAsync(turn.App);
                break;
            case SessionMove.CallBoth:
                await Task.WhenAll(CallAsync(0), CallAsync(1));
                break;
            case SessionMove.Wait:
                await WaitAsync(TimeSpan.FromSeconds(turn.Count));
                break;
            case SessionMove.WaitMinutes:
                await WaitAsync(TimeSpan.FromMinutes(turn.Count));
                break;
            case SessionMove.WaitExpiry:
                await WaitAsync(TimeSpan.FromMinutes(12 + (2 * turn.Count)));
                break;
            case SessionMove.Connect or SessionMove.Join or SessionMove.Say or SessionMove.Leave or SessionMove.Disconnect:
                await MeetAsync(turn);
                break;
            case SessionMove.LoseAnswers:
                Lose(turn, isAnswer: true);
                break;
            case SessionMove.LoseRequests:
                Lose(turn, isAnswer: false);
                break;
            case SessionMove.SlowDown:
                app.Delay = TimeSpan.FromMilliseconds(400 * (turn.Count - 1));
                break;
            case SessionMove.BackendDown when _isUp:
                _isUp = false;
                await _world.Backend.StopAsync();
                break;
            case SessionMove.BackendUp:
                await UpAsync();
                break;
            case SessionMove.KillAndStart:
                await app.KillAsync();
                await StartAppAsync(turn.App);
                break;
            case SessionMove.KillAtRefresh:
                await KillAtRefreshAsync(turn.App);
                break;
            case SessionMove.StopAndStart:
                await _world.WalkAsync(app.StopAsync());
                await StartAppAsync(turn.App);
                break;
            case SessionMove.EndElsewhere when _isUp && _isSignedIn:
                await _world.Backend.Directory.EndAllAsync();
                _isSignedIn = false;
                await CheckRoomsAsync("the session was ended");
                break;
            case SessionMove.SignOut:
                await SignOutAsync(turn.App);
                break;
            case SessionMove.SignIn when !_isSignedIn && _isUp:
                await SignInAsync(turn.App);
                break;
        }

        Log.Add($"{turn}");
    }

    private async Task CallAsync(int at)
    {
        if (await _apps[at].Discord.FindAsync() is { } me)
        {
            await TryAsync($"call {at}", async () => Log.Add($"call {at}: {await _apps[at].CallAsync(me)}"));
        }
    }

    private async Task MeetAsync(SessionTurn turn)
    {
        int at = turn.App;
        await TryAsync($"{turn.Move} {at}", async () =>
        {
            // A join that has no connection makes one: moves that are drawn one by one would hardly ever meet.
            if (turn.Move is SessionMove.Connect or SessionMove.Join && _clients[at] is null or { HasEnded: true } && await _apps[at].Discord.FindAsync() is { } me)
            {
                _all.Add(_clients[at] = await me.ConnectRealtimeAsync());
            }

            if (turn.Move is not SessionMove.Connect && _clients[at] is { IsConnected: true } client)
            {
                await (turn.Move switch
                {
                    SessionMove.Join => client.JoinAsync($"room{turn.Count % 2}"),
                    SessionMove.Say => client.SendAsync(JsonElement.Parse("1"), client.Rooms.FirstOrDefault()?.Name),
                    SessionMove.Leave => client.LeaveAsync($"room{turn.Count % 2}"),
                    _ => client.DisposeAsync().AsTask(),
                });
                Log.Add($"{turn.Move} {at}: done");
            }
        });
    }

    private async Task TryAsync(string what, Func<Task> act)
    {
        bool wasSignedIn = _isSignedIn;
        try
        {
            await _world.WalkAsync(act());
        }
        catch (SignInRequiredException over) when (!wasSignedIn || !_isSignedIn)
        {
            Log.Add($"{what}: {over.Reason}");
        }
        catch (Exception passing) when (passing is ThrottledException or ProviderException { IsTransient: true } or HttpRequestException or ObjectDisposedException)
        {
            Log.Add($"{what}: {passing.GetType().Name}");
        }
        catch (Exception failure)
        {
            Wrong.Add($"{what}: {failure}");
        }
    }

    private void Lose(SessionTurn turn, bool isAnswer)
    {
        StrongBox<int> left = _losses[turn.App] = new StrongBox<int>(turn.Count);
        _apps[turn.App].Between = async (request, pass) =>
        {
            bool strikes = request.RequestUri!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal) && Interlocked.Decrement(ref left.Value) >= 0;
            if (strikes && isAnswer)
            {
                (await pass()).Dispose();
            }

            return strikes ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke.") : await pass();
        };
    }

    private async Task KillAtRefreshAsync(int at)
    {
        // The answer has left the backend, and the process dies before it has saved anything.
        ClientApp app = _apps[at];
        if (_isUp && await app.Discord.FindAsync() is { } me)
        {
            app.Between = async (request, pass) =>
            {
                HttpResponseMessage answer = await pass();
                if (request.RequestUri!.AbsolutePath == Refresh && answer.IsSuccessStatusCode)
                {
                    await app.KillAsync();
                }

                return answer;
            };
            await WaitAsync(TimeSpan.FromMinutes(15));
            await TryAsync($"dying call {at}", async () => await app.CallAsync(me));
        }

        await app.KillAsync();
        await StartAppAsync(at);
    }

    private async Task StartAppAsync(int at)
    {
        (_clients[at], _losses[at]) = (null, null);
        _apps[at] = await _world.StartAppAsync();
        _everybody.Add(_apps[at]);
    }

    private async Task SignInAsync(int at)
    {
        await TryAsync($"sign in {at}", async () =>
        {
            // The process may not have heard yet that the session is over, and would go on with it silently.
            await _apps[at].SignInAsync(forcePrompt: true);
            (_isSignedIn, _isWordHeard) = (true, false);
        });
        await WaitAsync(TimeSpan.FromSeconds(2));
    }

    private async Task SignOutAsync(int at)
    {
        if (await _apps[at].Discord.FindAsync() is { } me)
        {
            _isSignedIn = false;
            bool loses = _losses[at] is { Value: > 0 };
            int told = Told();
            await _world.WalkAsync(me.SignOutAsync());
            if (_isUp && loses && Told() == told)
            {
                // Each try was lost, or the nonce that the next one needed. The backend is told where it can be; what it never heard of runs out there, and is ended by hand here.
                Log.Add("a sign-out that was lost");
                await _world.Backend.Directory.EndAllAsync();
            }

            await CheckRoomsAsync("the player has signed out");
        }
    }

    private int Told() => _world.Backend.Asked.Count(static one => one is (Logout, 204));

    /// <summary>Nobody of an ended session is in a room longer than the bound, whatever process he was in it by.</summary>
    private async Task CheckRoomsAsync(string why)
    {
        if (!_isUp)
        {
            return;
        }

        for (TimeSpan left = Bound; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(250))
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await _world.Backend.RestAsync();
        }

        // What is decided by now needs some turns of the machine to reach the list.
        for (int turn = 0; turn < 1000 && _world.Backend.Chat.Connections.Any(static one => one.Rooms.Count > 0); turn++)
        {
            await Task.Delay(1);
        }

        if (_world.Backend.Chat.Connections.Any(static one => one.Rooms.Count > 0))
        {
            Wrong.Add($"{why}, and somebody is in a room still");
        }
    }

    private async Task UpAsync()
    {
        if (!_isUp)
        {
            await _world.Backend.StartAsync();
            _isUp = true;
        }
    }

    private async Task WaitAsync(TimeSpan time)
    {
        TimeSpan step = time > TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(20) : TimeSpan.FromSeconds(1);
        for (TimeSpan left = time; left > TimeSpan.Zero; left -= step)
        {
            // A leap of the clock must not use up the time limit of what is under way on the machine's own time.
            await _world.CalmAsync();
            _world.Clock.Advance(step);
            await Task.Yield();
        }

        await _world.Backend.RestAsync();
    }

    /// <summary>Once a process has heard that the session is over, by whatever way, no process may present its tokens until somebody signs in.</summary>
    private async Task NoteWordAsync()
    {
        if (_isWordHeard && _everybody.SelectMany(static app => app.Sent).FirstOrDefault(static sent => sent.Path == Refresh) is { } late)
        {
            Wrong.Add($"a request after a final word at {late.At:T}");
        }

        foreach (ClientApp app in _apps)
        {
            _isWordHeard |= await app.Discord.FindAsync() is { Status: AccountStatus.SignInRequired };
        }

        _everybody.ForEach(static app => app.Sent.Clear());
    }

    private async Task<int> CallInTheEndAsync(ClientApp app, DiscordAccount me)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await _world.WalkAsync(app.CallAsync(me));
            }
            catch (Exception passing) when (tries < 3 && passing is ThrottledException or ProviderException { IsTransient: true })
            {
                // What began before all was well has ended with that.
                await WaitAsync(TimeSpan.FromMinutes(3));
            }
        }
    }

    /// <summary>In the end all is well again: who is signed in is served by both processes, and is back in his rooms.</summary>
    private async Task HealAsync()
    {
        await UpAsync();
        foreach (ClientApp app in _apps)
        {
            (app.Between, app.Delay) = (null, TimeSpan.Zero);
        }

        await WaitAsync(TimeSpan.FromMinutes(6));
        for (int at = 0; at < 2; at++)
        {
            DiscordAccount? me = await _apps[at].Discord.FindAsync();
            if (_isSignedIn)
            {
                try
                {
                    int status = me is null ? 0 : await CallInTheEndAsync(_apps[at], me);
                    if (status != 200 || me!.Status is not AccountStatus.Active)
                    {
                        Wrong.Add($"an honest player is not served in the end: {status}, {me?.Status}");
                    }
                }
                catch (Exception failure)
                {
                    Wrong.Add($"an honest player is not served in the end: {failure}");
                }
            }

            if (_isSignedIn && _clients[at] is { HasEnded: false } client)
            {
                await _world.EventuallyAsync(() => client.HasEnded || (client.IsConnected && client.Rooms.All(static room => room.IsJoined)));
                Log.Add($"returned {at}: {client.Rooms.Count}");
            }
        }

        await NoteWordAsync();
    }
}
