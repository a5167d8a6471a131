using GameAuth.ProviderContract;

namespace GameAuth.Toy.Tests.Contract;

public sealed class ToySignInContract : SignInContract<ToyHarness>;
