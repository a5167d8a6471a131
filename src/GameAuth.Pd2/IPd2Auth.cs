namespace GameAuth.Pd2;

/// <summary>The front door to Project Diablo 2: the accounts of one registration. Sign in with <see cref="Pd2SignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IPd2Auth : IAccounts<Pd2Account, Pd2SignIn>;
