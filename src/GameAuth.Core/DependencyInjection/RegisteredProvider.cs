namespace GameAuth.Providers;

/// <summary>A registration, as the host's start and the watch over the accounts find it.</summary>
internal sealed record RegisteredProvider(string Provider, string Registration, Func<IServiceProvider, AccountDirectory> Open);
