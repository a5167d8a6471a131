namespace GameAuth.Discord;

/// <summary>The front door for players of Discord at a game's own backend: the accounts of one registration. Sign in with <see cref="DiscordSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IDiscordAuth : IAccounts<DiscordAccount, DiscordSignIn>;
