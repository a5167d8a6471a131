using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Torture;

/// <summary>An application of this library, with its default settings.</summary>
internal sealed class GameAuthGrantUser(string directory, Uri server, TimeSpan? answerLimit = null) : IGrantUser
{
    private GameAuthClient? _client;
    private RotorAccount? _account;

    private RotorAuth Front => _client!.Get<RotorAuth>();

    public async Task OpenAsync()
    {
        _client = await GameAuthClient.CreateAsync(services => RotorAuth.Descriptor.AddTo(
            services.AddGameAuth(options => { options.ApplicationName = "torture"; options.AllowLoopbackHttp = true; })
            .UseFileStore(directory)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]),
            options =>
            {
                options.Server = server;
                options.AnswerLimit = answerLimit;
            }));
        _account = await Front.FindAsync();
    }

    public async Task UseAsync() => await _account!.GetTokenAsync(Front.Grants);

    public async Task SignInAsync() => _account = await Front.SignInAsync(new RotorSignIn { Account = _account?.Id, ForcePrompt = true });

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? default;
}
