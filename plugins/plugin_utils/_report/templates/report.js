/* Copyright: (c) 2026, vb365.backup contributors
   GNU General Public License v3.0 or later (see LICENSE)
   SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
  'use strict';
  var all = function (s, e) { return Array.prototype.slice.call((e || document).querySelectorAll(s)); };
  var tenants = all('details.t'), form = document.getElementById('filter');
  function reveal() {
    var t = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (t && t.matches('details.t')) { t.open = true; t.scrollIntoView(); }
  }
  addEventListener('hashchange', reveal); reveal();
  addEventListener('beforeprint', function () { all('details').forEach(function (d) { d.dataset.was = d.open ? '1' : ''; d.open = true; }); });
  addEventListener('afterprint', function () { all('details').forEach(function (d) { d.open = d.dataset.was === '1'; }); });
  if (!form) { return; }
  var q = document.getElementById('q'), hits = document.getElementById('hits'), fold = document.getElementById('fold'), none = document.getElementById('none');
  tenants.forEach(function (t) {
    t.words = all('.host, .org, .where code, .where bdi, .said, .say, .people', t).map(function (e) { return e.textContent; }).join(' ').toLowerCase();
  });
  function apply() {
    var words = q.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    var lanes = all('input[name=lane]:checked', form).map(function (i) { return i.value; });
    tenants.forEach(function (t) {
      var text = words.every(function (w) { return t.words.indexOf(w) >= 0; }), any = false;
      all('[data-lane]', t).forEach(function (f) { var on = lanes.indexOf(f.dataset.lane) >= 0; f.hidden = !on; any = any || on; });
      t.hidden = !(text && any); if (!t.hidden) { shown += 1; }
      var link = document.querySelector('.side a[href="#' + t.id + '"]'); if (link) { link.parentNode.hidden = t.hidden; }
    });
    all('.side ul').forEach(function (u) { u.hidden = u.previousElementSibling.hidden = all('li', u).every(function (l) { return l.hidden; }); });
    all('main > section').forEach(function (s) { s.hidden = all('details.t', s).every(function (t) { return t.hidden; }); });
    hits.textContent = shown < tenants.length ? shown + ' of ' + tenants.length + ' tenants' : '';
    none.hidden = shown > 0;
  }
  form.hidden = false;
  form.addEventListener('submit', function (e) { e.preventDefault(); });
  form.addEventListener('input', apply); form.addEventListener('change', apply);
  fold.addEventListener('click', function () { var close = fold.textContent === 'Close all'; tenants.forEach(function (t) { t.open = !close; }); fold.textContent = close ? 'Open all' : 'Close all'; });
  apply();
}());
