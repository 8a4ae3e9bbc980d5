// htmx, which posts our forms with the field that ends them last.
import "../../django_htmx/htmx-2.min.js";
// The field that ends a form stays its last: htmx puts the name of the pressed button behind all fields.
document.addEventListener("htmx:configRequest", ({ detail: { formData } }) => {
  const end = formData.get("form_end");
  formData.delete("form_end");
  if (end !== null) formData.append("form_end", end);
});
