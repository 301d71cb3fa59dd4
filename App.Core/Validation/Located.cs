using System.Globalization;

namespace AccessConsole.Core.Validation;

/// <summary>An object with its place in the document or patch; the pointer is put together only when a problem asks for it.</summary>
internal readonly record struct Located<T>(T Object, string List, int Index)
{
    /// <param name="rest">The pointer from the object on, such as <c>/role</c>.</param>
    public string At(string rest = "") => string.Create(CultureInfo.InvariantCulture, $"{List}/{Index}{rest}");
}
